package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.forms.IManagedForm;
import org.eclipse.ui.forms.widgets.FormToolkit;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.ui.Description;
import org.underpass.ui.Paper;

/**
 * What the machine is given, and what the host could give: each card and other device with its functions, what else is
 * in its IOMMU group, and how it would reset.
 */
final class DevicesPage extends ProfilePage {
    static final String ID = "devices";

    private TreeViewer viewer;
    private Paper paper;
    private Button give;
    private Button takeBack;
    private List<DeviceItem> items = List.of();

    DevicesPage(ProfileEditor editor) {
        super(editor, ID, "Devices", "card");
    }

    @Override
    protected void createContent(IManagedForm form, Composite body, FormToolkit toolkit) {
        GridLayoutFactory.fillDefaults().margins(10, 10).applyTo(body);
        var sash = new SashForm(body, SWT.HORIZONTAL | SWT.SMOOTH);
        sash.setSashWidth(6);
        GridDataFactory.fillDefaults().grab(true, true).hint(400, 300).applyTo(sash);
        toolkit.adapt(sash);
        Composite left = toolkit.createComposite(sash);
        GridLayoutFactory.fillDefaults().spacing(6, 8).applyTo(left);
        viewer = new TreeViewer(left, SWT.BORDER | SWT.V_SCROLL | SWT.FULL_SELECTION);
        viewer.setContentProvider(new DeviceContent());
        viewer.setLabelProvider(new DeviceLabels(viewer.getTree()));
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getTree());
        Composite buttons = toolkit.createComposite(left);
        GridLayoutFactory.fillDefaults().numColumns(2).equalWidth(true).applyTo(buttons);
        give = toolkit.createButton(buttons, "Give to the guest", SWT.PUSH);
        give.addListener(SWT.Selection, e -> selected().ifPresent(this::give));
        takeBack = toolkit.createButton(buttons, "Take back", SWT.PUSH);
        takeBack.addListener(SWT.Selection, e -> selected().ifPresent(this::takeBack));
        paper = new Paper(sash);
        toolkit.adapt(paper.control());
        sash.setWeights(45, 55);
        viewer.addSelectionChangedListener(e -> selectionChanged());
        selectionChanged();
    }

    private Optional<DeviceItem> selected() {
        return viewer.getStructuredSelection().getFirstElement() instanceof DeviceItem item ? Optional.of(item)
                : Optional.empty();
    }

    private void give(DeviceItem item) {
        model().apply(new ProfileEdit.Add("devices", item.entry()));
    }

    private void takeBack(DeviceItem item) {
        item.path().ifPresent(p -> model().apply(new ProfileEdit.Remove(p)));
    }

    private void selectionChanged() {
        Optional<DeviceItem> item = selected();
        boolean editable = model().checked().map(Checked::editable).orElse(false);
        give.setEnabled(editable && item.filter(i -> !i.given() && !i.functions().isEmpty()).isPresent());
        takeBack.setEnabled(editable && item.filter(DeviceItem::given).isPresent());
        item.ifPresentOrElse(i -> {
            paper.print(i.description());
            editor().selection().setSelection(i.functions().isEmpty() ? StructuredSelection.EMPTY
                    : new StructuredSelection(i.functions().getFirst()));
        }, () -> paper.print(Description.of("Nothing is selected", "Select a device to read which functions it has, what"
                + " else must go with it, and how it would reset.").build()));
    }

    @Override
    protected void show(Checked checked) {
        List<DeviceItem> now = DeviceItem.all(checked);
        if (!now.equals(items)) {
            String key = selected().map(DeviceItem::key).orElse("");
            items = now;
            viewer.setInput(now);
            viewer.expandAll();
            List<Object> again = new ArrayList<>(now.stream().filter(i -> i.key().equals(key)).toList());
            if (again.isEmpty() && !now.isEmpty()) {
                again.add(now.getFirst());
            }
            viewer.setSelection(new StructuredSelection(again), true);
        }
        selectionChanged();
    }

    @Override
    public void setFocus() {
        if (viewer != null) {
            viewer.getTree().setFocus();
        }
    }
}
