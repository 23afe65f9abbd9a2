package org.underpass.testkit.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Tree;

/** A part of the screen in which widgets are looked for: everything, a shell, a view, an editor. */
public abstract class Scope {
    /** The visible controls at the top of this scope; asked on the UI thread. */
    abstract List<? extends Control> roots();

    /** The first tree. */
    public final BotTree tree() {
        return new BotTree(find("tree", Tree.class, tree -> true));
    }

    /** The first table. */
    public final BotTable table() {
        return new BotTable(find("table", Table.class, table -> true));
    }

    /** The button with this text; {@code &} of mnemonics left out. */
    public final BotButton button(String text) {
        return new BotButton(find("button \"" + text + '"', Button.class, b -> plain(b.getText()).equals(text)));
    }

    /** The tool item with this tool tip or, without one, this text. */
    public final BotToolItem toolbarButton(String tooltip) {
        return new BotToolItem(Ui.await(() -> firstToolItem(tooltip),
                () -> "no tool bar button \"" + tooltip + "\" in\n" + describe()));
    }

    /** The label or link whose text contains these words; its whole text. */
    public final String label(String words) {
        return Ui.await(() -> all(Control.class).stream().flatMap(c -> words(c).stream())
                .filter(text -> text.contains(words)).findFirst(), () -> "no label \"" + words + "\" in\n" + describe());
    }

    /** The first one-line text field. */
    public final BotText text() {
        return new BotText(find("text field", Text.class, text -> true));
    }

    /** The text field that carries this message or tool tip. */
    public final BotText text(String message) {
        return new BotText(find("text field \"" + message + '"', Text.class,
                t -> message.equals(t.getMessage()) || message.equals(t.getToolTipText())));
    }

    /** The first styled text, as in a source editor; its content. */
    public final String styledText() {
        StyledText found = find("styled text", StyledText.class, text -> true);
        return Ui.call(found::getText);
    }

    /** Any visible control, for what the bot has no word for; use it on the UI thread only. */
    public final <T extends Control> T find(String what, Class<T> type, Predicate<T> filter) {
        return Ui.await(() -> all(type).stream().filter(filter).findFirst(),
                () -> "no " + what + " in\n" + describe());
    }

    /** The widgets of this scope by class and text, one a line, indented: what a failing test prints. */
    public final String describe() {
        var lines = new StringBuilder();
        roots().forEach(root -> describe(root, "  ", lines));
        return lines.toString();
    }

    private static void describe(Control control, String indent, StringBuilder lines) {
        lines.append(indent).append(control.getClass().getSimpleName());
        words(control).ifPresent(text -> lines.append(" \"").append(text.strip().replace("\n", "\\n")).append('"'));
        lines.append(control.isVisible() ? "\n" : " (hidden)\n");
        if (control instanceof Composite composite && control.isVisible()) {
            for (Control child : composite.getChildren()) {
                describe(child, indent + "  ", lines);
            }
        }
    }

    private <T extends Control> List<T> all(Class<T> type) {
        var found = new ArrayList<T>();
        roots().forEach(root -> collect(root, type, found));
        return found;
    }

    private static <T extends Control> void collect(Control control, Class<T> type, List<T> found) {
        if (control.isDisposed() || !control.isVisible()) {
            return;
        }
        if (type.isInstance(control)) {
            found.add(type.cast(control));
        }
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                collect(child, type, found);
            }
        }
    }

    private Optional<ToolItem> firstToolItem(String tooltip) {
        Function<ToolItem, String> name = item ->
                item.getToolTipText() == null ? item.getText() : item.getToolTipText();
        return all(ToolBar.class).stream().flatMap(bar -> List.of(bar.getItems()).stream())
                .filter(item -> plain(name.apply(item)).equals(tooltip)).findFirst();
    }

    private static Optional<String> words(Control control) {
        return switch (control) {
            case Label label -> Optional.of(label.getText());
            case Link link -> Optional.of(link.getText());
            case Button button -> Optional.of(plain(button.getText()));
            case Text text -> Optional.of(text.getText());
            default -> Optional.empty();
        };
    }

    static String plain(String text) {
        return text.replace("&", "");
    }
}
