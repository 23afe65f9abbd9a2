package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.forms.IManagedForm;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.underpass.profile.RescuePath;
import org.underpass.profile.VirtualAdapter;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;

/** Which adapter the guest has, and which the host keeps. */
final class DisplayPage extends ProfilePage {
    static final String ID = "display";

    private final Map<RescuePath, Button> rescue = new EnumMap<>(RescuePath.class);
    private Label guest;
    private Label host;

    DisplayPage(ProfileEditor editor) {
        super(editor, ID, "Display", "display");
    }

    @Override
    protected void createContent(IManagedForm form, Composite body, FormToolkit toolkit) {
        GridLayoutFactory.fillDefaults().numColumns(2).equalWidth(true).margins(10, 10).spacing(20, 14).applyTo(body);
        Composite left = section(toolkit, body, "The guest's screen",
                "Beside a real card, a guest may have a virtual adapter, shown in a window of the host.", 2);
        guest = words(toolkit, left);
        field(left, toolkit, "display.guest.adapter", "Virtual adapter");
        field(left, toolkit, "display.guest.viewer", "Shown");
        field(left, toolkit, "display.guest.width", "Width");
        field(left, toolkit, "display.guest.height", "Height");
        field(left, toolkit, "display.guest.outputs", "Screens");
        field(left, toolkit, "display.guest.memory", "Video memory");
        Composite right = section(toolkit, body, "The host's screen",
                "What the host has for a display while the guest owns the card.", 2);
        host = words(toolkit, right);
        field(right, toolkit, "display.host.adapter", "Adapter");
        field(right, toolkit, "display.host.width", "Width");
        field(right, toolkit, "display.host.height", "Height");
        Label ways = toolkit.createLabel(right, "Ways back to a dark host");
        GridDataFactory.fillDefaults().span(2, 1).indent(0, 8).applyTo(ways);
        for (RescuePath one : RescuePath.values()) {
            toolkit.createLabel(right, "");
            Button button = toolkit.createButton(right, one.word(), SWT.CHECK);
            button.setToolTipText(one.meaning());
            button.addListener(SWT.Selection, e -> setRescue());
            rescue.put(one, button);
        }
    }

    private static Label words(FormToolkit toolkit, Composite parent) {
        Label label = toolkit.createLabel(parent, "", SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).hint(220, SWT.DEFAULT).applyTo(label);
        return label;
    }

    private void setRescue() {
        List<String> chosen = new ArrayList<>();
        rescue.forEach((path, button) -> {
            if (button.getSelection()) {
                chosen.add(path.word());
            }
        });
        model().apply(chosen.isEmpty() ? new ProfileEdit.Remove("display.host.rescue")
                : new ProfileEdit.Set("display.host.rescue", chosen));
    }

    @Override
    protected void show(Checked checked) {
        checked.vm().ifPresent(vm -> {
            List<RescuePath> now = vm.display().host().rescue();
            rescue.forEach((path, button) -> button.setSelection(now.contains(path)));
            guest.setText(guest(vm));
            host.setText(vm.display().host().adapter().map(a -> a.meaning())
                    .orElse("By default another real adapter where the host has one, else none."));
        });
        rescue.values().forEach(b -> b.setEnabled(checked.editable()));
        getManagedForm().reflow(true);
    }

    private static String guest(VmProfile vm) {
        return vm.display().guest().adapter().map(VirtualAdapter::meaning).orElse(
                "By default none when a graphics card is given away, else the plainest one of the backend.");
    }
}
