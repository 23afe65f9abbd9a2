package org.underpass.testkit.ui;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/** A tree. */
public final class BotTree {
    private final Tree tree;

    BotTree(Tree tree) {
        this.tree = tree;
    }

    /** The top item with this text in its first column. */
    public BotTreeItem getTreeItem(String text) {
        return new BotTreeItem(Ui.await(() -> named(tree.getItems(), text),
                () -> "no item \"" + text + "\" in " + texts(tree.getItems())));
    }

    /** The texts of the top items, first column. */
    public List<String> items() {
        return Ui.call(() -> texts(tree.getItems()));
    }

    /** The texts of the selected items, first column. */
    public List<String> selection() {
        return Ui.call(() -> texts(tree.getSelection()));
    }

    /** Whether several items can be selected. */
    public boolean multiple() {
        return Ui.call(() -> (tree.getStyle() & SWT.MULTI) != 0);
    }

    static Optional<TreeItem> named(TreeItem[] items, String text) {
        return Stream.of(items).filter(item -> item.getText().equals(text)).findFirst();
    }

    static List<String> texts(TreeItem[] items) {
        return Stream.of(items).map(TreeItem::getText).toList();
    }
}
