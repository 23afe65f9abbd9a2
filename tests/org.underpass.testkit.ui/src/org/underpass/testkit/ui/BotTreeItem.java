package org.underpass.testkit.ui;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/** An item of a tree. */
public final class BotTreeItem {
    private final TreeItem item;

    BotTreeItem(TreeItem item) {
        this.item = item;
    }

    /** Opens it. The tree hears of it first, as from a person, so that a lazy tree fills in the children. */
    public BotTreeItem expand() {
        Ui.run(() -> {
            var event = new Event();
            event.item = item;
            Ui.send(item.getParent(), SWT.Expand, event);
            item.setExpanded(true);
        });
        return this;
    }

    /** The child with this text in its first column. */
    public BotTreeItem getNode(String text) {
        return new BotTreeItem(Ui.await(() -> BotTree.named(item.getItems(), text),
                () -> "no item \"" + text + "\" in " + BotTree.texts(item.getItems())));
    }

    /** The texts of the children, first column. */
    public List<String> getNodes() {
        return Ui.call(() -> BotTree.texts(item.getItems()));
    }

    public BotTreeItem select() {
        Ui.run(() -> {
            Tree tree = item.getParent();
            tree.setFocus();
            tree.setSelection(item);
            Ui.send(tree, SWT.Selection, eventFor());
        });
        return this;
    }

    public BotTreeItem doubleClick() {
        select();
        Ui.run(() -> {
            Ui.send(item.getParent(), SWT.MouseDoubleClick, eventFor());
            Ui.send(item.getParent(), SWT.DefaultSelection, eventFor());
        });
        return this;
    }

    /** The texts of all columns. */
    public List<String> cells() {
        return Ui.call(() -> {
            var cells = new ArrayList<String>();
            for (int column = 0; column < Math.max(1, item.getParent().getColumnCount()); column++) {
                cells.add(item.getText(column));
            }
            return List.copyOf(cells);
        });
    }

    private Event eventFor() {
        var event = new Event();
        event.item = item;
        event.x = item.getBounds().x + 1;
        event.y = item.getBounds().y + 1;
        event.button = 1;
        return event;
    }
}
