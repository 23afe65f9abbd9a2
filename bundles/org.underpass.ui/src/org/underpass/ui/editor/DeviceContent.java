package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.viewers.ITreeContentProvider;

/** The tree of the devices page: three headings with devices under them. */
final class DeviceContent implements ITreeContentProvider {
    /**
     * A heading.
     *
     * @param title what its devices have in common
     */
    record Heading(String title, List<DeviceItem> items) {
    }

    @Override
    public Object[] getElements(Object input) {
        List<DeviceItem> items = new ArrayList<>();
        for (Object one : (List<?>) input) {
            items.add((DeviceItem) one);
        }
        List<Heading> headings = new ArrayList<>();
        add(headings, "Given to the guest", items.stream().filter(DeviceItem::given).toList());
        add(headings, "Graphics cards of the host", items.stream().filter(i -> !i.given() && i.isCard()).toList());
        add(headings, "Other devices of the host", items.stream().filter(i -> !i.given() && !i.isCard()).toList());
        return headings.toArray();
    }

    private static void add(List<Heading> headings, String title, List<DeviceItem> items) {
        if (!items.isEmpty()) {
            headings.add(new Heading(title, items));
        }
    }

    @Override
    public Object[] getChildren(Object parent) {
        return parent instanceof Heading heading ? heading.items.toArray() : new Object[0];
    }

    @Override
    public Object getParent(Object element) {
        return null;
    }

    @Override
    public boolean hasChildren(Object element) {
        return element instanceof Heading;
    }
}
