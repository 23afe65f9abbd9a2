package org.underpass.ui.hosts;

import java.util.List;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;
import org.underpass.profile.ProfileLanguage;
import org.underpass.ui.Images;

/** File, Open Recent: filled whenever it is opened. */
public final class RecentMenu extends CompoundContributionItem {
    @Override
    protected IContributionItem[] getContributionItems() {
        List<String> all = Recent.all();
        if (all.isEmpty()) {
            var none = new Action("Nothing yet") {
            };
            none.setEnabled(false);
            return new IContributionItem[] {new ActionContributionItem(none)};
        }
        return all.stream().map(name -> new ActionContributionItem(action(name))).toArray(IContributionItem[]::new);
    }

    private static Action action(String name) {
        // An @ at the end keeps one in the name from being taken for a key.
        var action = new Action(name.replace("&", "&&") + "@") {
            @Override
            public void run() {
                Files.open(List.of(name));
            }
        };
        action.setImageDescriptor(Images.descriptor(name.endsWith(ProfileLanguage.VM_SUFFIX)
                || name.endsWith(ProfileLanguage.DEVICE_SUFFIX) ? "profile" : "host"));
        return action;
    }
}
