package org.underpass.ui.findings;

import java.util.List;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.part.ViewPart;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.ui.Images;
import org.underpass.ui.editor.ProfileEditor;

/** The problems of all open profiles; a double click goes to the place, the context menu has the quick fixes. */
public final class ProblemsView extends ViewPart implements Problems.Listener {
    public static final String ID = "org.underpass.ui.problems";

    private TableViewer viewer;

    @Override
    public void createPartControl(Composite parent) {
        var area = new Composite(parent, SWT.NONE);
        var columns = new TableColumnLayout();
        area.setLayout(columns);
        viewer = new TableViewer(area, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.SINGLE);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        column(columns, "Description", 58, new Labels(Problem::message, true));
        column(columns, "Rule", 10, new Labels(Problem::rule, false));
        column(columns, "Subject", 14, new Labels(Problem::subject, false));
        column(columns, "Place", 18, new Labels(p -> p.file().getFileName()
                + (p.line() == 0 ? "" : ":" + p.line()), false));
        viewer.setInput(Problems.shared().all());
        viewer.addDoubleClickListener(e -> selected().forEach(p -> ProfileEditor.reveal(p.file(), p.span())));
        var menu = new MenuManager();
        menu.setRemoveAllWhenShown(true);
        menu.addMenuListener(this::fill);
        viewer.getTable().setMenu(menu.createContextMenu(viewer.getTable()));
        getSite().registerContextMenu(menu, viewer);
        getSite().setSelectionProvider(viewer);
        Problems.shared().add(this);
        count();
    }

    private void column(TableColumnLayout columns, String title, int weight, ColumnLabelProvider labels) {
        var column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.setLabelProvider(labels);
        columns.setColumnData(column.getColumn(), new ColumnWeightData(weight, 60, true));
    }

    private List<Problem> selected() {
        return viewer.getStructuredSelection().getFirstElement() instanceof Problem problem ? List.of(problem)
                : List.of();
    }

    private void fill(IMenuManager menu) {
        for (Problem problem : selected()) {
            for (Fix fix : problem.fixes()) {
                if (fix instanceof Fix.EditProfile edit) {
                    menu.add(new Action("Fix: " + fix.title(), Images.descriptor("fix")) {
                        @Override
                        public void run() {
                            ProfileEditor.apply(problem.file(), edit.edit());
                        }
                    });
                }
            }
            menu.add(new Separator());
            menu.add(new Action("Go to " + problem.file().getFileName()) {
                @Override
                public void run() {
                    ProfileEditor.reveal(problem.file(), problem.span());
                }
            });
        }
        menu.add(new Separator("additions"));
    }

    @Override
    public void problemsChanged(List<Problem> gone, List<Problem> added) {
        if (viewer.getTable().isDisposed()) {
            return;
        }
        // What somebody looks at stays selected, also when only its place has changed.
        List<String> keys = selected().stream().map(Problem::key).toList();
        viewer.setInput(Problems.shared().all());
        Problems.shared().all().stream().filter(p -> keys.contains(p.key())).findFirst()
                .ifPresent(p -> viewer.setSelection(new StructuredSelection(p)));
        count();
    }

    private void count() {
        List<Problem> all = Problems.shared().all();
        long errors = all.stream().filter(p -> p.severity() == Severity.ERROR).count();
        long warnings = all.stream().filter(p -> p.severity() == Severity.WARNING).count();
        setContentDescription(all.isEmpty() ? "No problems in the open profiles" : errors + (errors == 1 ? " error, "
                : " errors, ") + warnings + (warnings == 1 ? " warning, " : " warnings, ")
                + notes(all.size() - errors - warnings));
    }

    private static String notes(long number) {
        return number == 1 ? "1 note" : number + " notes";
    }

    @Override
    public void setFocus() {
        viewer.getTable().setFocus();
    }

    @Override
    public void dispose() {
        Problems.shared().remove(this);
        super.dispose();
    }

    /** The image of a severity. */
    public static Image image(Severity severity) {
        return Images.get(severity.word());
    }

    /** One column. */
    private static final class Labels extends ColumnLabelProvider {
        private final java.util.function.Function<Problem, String> text;
        private final boolean first;

        Labels(java.util.function.Function<Problem, String> text, boolean first) {
            this.text = text;
            this.first = first;
        }

        @Override
        public String getText(Object element) {
            return text.apply((Problem) element);
        }

        @Override
        public Image getImage(Object element) {
            return first ? image(((Problem) element).severity()) : null;
        }
    }
}
