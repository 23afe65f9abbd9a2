package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.underpass.ui.hosts.OpenHost;
import org.underpass.ui.hosts.OpenHosts;

/** Which of the open hosts a profile is checked against and built for: the current one, or one that stays. */
final class HostChoice implements OpenHosts.Listener {
    private final ProfileModel model;
    private final Combo combo;
    private List<String> offered = List.of();

    HostChoice(Composite parent, ProfileModel model) {
        this.model = model;
        combo = new Combo(parent, SWT.READ_ONLY | SWT.DROP_DOWN);
        combo.setToolTipText("The host that this profile is checked against and built for");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(combo);
        combo.addListener(SWT.Selection, e -> model.pin(combo.getSelectionIndex() <= 0 ? Optional.empty()
                : Optional.of(offered.get(combo.getSelectionIndex() - 1))));
        OpenHosts.shared().add(this);
        combo.addDisposeListener(e -> OpenHosts.shared().remove(this));
        hostsChanged();
    }

    @Override
    public void hostsChanged() {
        List<OpenHost> open = OpenHosts.shared().all().stream().filter(h -> h.machine().isPresent()).toList();
        List<String> words = new ArrayList<>();
        words.add(OpenHosts.shared().current().map(m -> "the current host (" + m.title() + ")")
                .orElse("the current host (none is open)"));
        open.forEach(h -> words.add(h.title() + "  " + h.spec()));
        offered = open.stream().map(OpenHost::spec).toList();
        if (!words.equals(List.of(combo.getItems()))) {
            combo.setItems(words.toArray(String[]::new));
        }
        combo.select(model.pinned().map(offered::indexOf).orElse(-1) + 1);
    }
}
