package org.underpass.ui.plugins;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.part.ViewPart;
import org.underpass.engine.OutputException;
import org.underpass.engine.PluginException;
import org.underpass.engine.PluginJar;
import org.underpass.engine.PluginStore.Entry;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Engine;
import org.underpass.ui.Images;
import org.underpass.ui.Latest;
import org.underpass.ui.Shades;
import org.underpass.ui.Subject;

/** Every bundle that brings rules, quirks or backends, its state, and why it is not active. */
public final class PluginsView extends ViewPart {
    public static final String ID = "org.underpass.ui.plugins";

    /** What the view asks the store to do before it lists again. */
    private record Wish(Optional<Path> install, Optional<String> remove) {
        static final Wish LIST = new Wish(Optional.empty(), Optional.empty());
    }

    /** The list, and what came of the wish. */
    private record Listed(List<Entry> entries, String said) {
    }

    /** A plug-in in the selection. */
    private record Item(Entry entry) implements Subject {
        @Override
        public Description description() {
            var out = Description.of(entry.id() + entry.version().map(v -> " " + v).orElse(""), entry.builtIn()
                    ? "Belongs to the product" : "Installed by you");
            out.section("State: " + entry.state());
            entry.reason().ifPresent(r -> out.line(r, "", Tone.WARN));
            out.section("Rules");
            entry.rules().forEach(out::line);
            out.section("Quirks");
            entry.quirks().forEach(out::line);
            out.section("Backends");
            entry.backends().forEach(out::line);
            return out.build();
        }
    }

    private final Latest<Wish, Listed> store = new Latest<>("Plug-ins", 0, (wish, monitor) -> answer(wish),
            this::listed, failure -> say("The plug-ins cannot be listed: " + failure));
    private TableViewer viewer;
    private Action remove;

    @Override
    public void createPartControl(Composite parent) {
        var area = new Composite(parent, SWT.NONE);
        var columns = new TableColumnLayout();
        area.setLayout(columns);
        viewer = new TableViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        column(columns, "Plug-in", 34, new Labels(e -> e.id() + (e.builtIn() ? "" : "  (yours)"), true));
        column(columns, "Version", 14, new Labels(e -> e.version().orElse("unknown"), false));
        column(columns, "State", 10, new Labels(Entry::state, false));
        column(columns, "Brings, or why not", 42, new Labels(e -> e.reason().orElseGet(() -> brings(e)), false));
        getSite().setSelectionProvider(viewer);
        actions();
        viewer.addSelectionChangedListener(e -> remove.setEnabled(selected().filter(i -> !i.entry.builtIn())
                .isPresent()));
        store.ask(Wish.LIST);
    }

    private void actions() {
        Action install = new Action("Install Plug-in…", Images.descriptor("plugin")) {
            @Override
            public void run() {
                choose().ifPresent(jar -> store.ask(new Wish(Optional.of(jar), Optional.empty())));
            }
        };
        remove = new Action("Remove Plug-in", Images.descriptor("close")) {
            @Override
            public void run() {
                removeSelected();
            }
        };
        remove.setEnabled(false);
        Action refresh = new Action("List Again", Images.descriptor("refresh")) {
            @Override
            public void run() {
                store.ask(Wish.LIST);
            }
        };
        var bar = getViewSite().getActionBars().getToolBarManager();
        bar.add(install);
        bar.add(remove);
        bar.add(refresh);
    }

    private Optional<Path> choose() {
        var dialog = new FileDialog(getSite().getShell(), SWT.OPEN);
        dialog.setText("Install a plug-in");
        dialog.setFilterExtensions(new String[] {"*.jar"});
        return Optional.ofNullable(dialog.open()).map(Path::of);
    }

    /** Installs a jar, as after choosing it in the dialog. */
    public void install(Path jar) {
        store.ask(new Wish(Optional.of(jar), Optional.empty()));
    }

    /** Removes the selected plug-in, when it is the user's. */
    public void removeSelected() {
        selected().filter(i -> !i.entry.builtIn())
                .ifPresent(i -> store.ask(new Wish(Optional.empty(), Optional.of(i.entry.id()))));
    }

    private Optional<Item> selected() {
        return viewer.getStructuredSelection().getFirstElement() instanceof Item item ? Optional.of(item)
                : Optional.empty();
    }

    private static Listed answer(Wish wish) {
        String said = "";
        Path folder = Engine.pluginFolder();
        try {
            if (wish.install.isPresent()) {
                Entry entry = Engine.store().install(wish.install.get(), folder);
                said = "Installed " + entry.id() + ", which brings " + brings(entry);
            } else if (wish.remove.isPresent()) {
                said = Engine.store().remove(wish.remove.get(), folder) ? "Removed " + wish.remove.get()
                        : wish.remove.get() + " is not installed";
            }
        } catch (PluginJar.UnfitException | PluginException | OutputException failure) {
            said = "Not done: " + failure.getMessage();
        }
        return new Listed(Engine.store().list(folder), said);
    }

    private void listed(Listed outcome) {
        if (viewer.getTable().isDisposed()) {
            return;
        }
        viewer.setInput(outcome.entries.stream().map(Item::new).toList());
        say(outcome.said.isEmpty() ? outcome.entries.size() + " plug-ins; yours are kept in "
                + Engine.pluginFolder() : outcome.said);
    }

    private void say(String words) {
        setContentDescription(words);
    }

    private void column(TableColumnLayout columns, String title, int weight, ColumnLabelProvider labels) {
        var column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.setLabelProvider(labels);
        columns.setColumnData(column.getColumn(), new ColumnWeightData(weight, 60, true));
    }

    private static String brings(Entry entry) {
        List<String> parts = new ArrayList<>();
        count(parts, entry.rules().size(), "rule");
        count(parts, entry.quirks().size(), "quirk");
        count(parts, entry.backends().size(), "backend");
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static void count(List<String> parts, int number, String word) {
        if (number > 0) {
            parts.add(number + " " + word + (number == 1 ? "" : "s"));
        }
    }

    @Override
    public void setFocus() {
        viewer.getTable().setFocus();
    }

    @Override
    public void dispose() {
        store.dispose();
        super.dispose();
    }

    /** One column. */
    private final class Labels extends ColumnLabelProvider {
        private final java.util.function.Function<Entry, String> text;
        private final boolean first;

        Labels(java.util.function.Function<Entry, String> text, boolean first) {
            this.text = text;
            this.first = first;
        }

        @Override
        public String getText(Object element) {
            return text.apply(((Item) element).entry);
        }

        @Override
        public Image getImage(Object element) {
            return first ? Images.get("plugin") : null;
        }

        @Override
        public Color getForeground(Object element) {
            return ((Item) element).entry.state().equals("active") ? null : Shades.of(Tone.BAD, viewer.getTable());
        }
    }
}
