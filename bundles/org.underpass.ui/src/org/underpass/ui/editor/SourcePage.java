package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.text.ITextOperationTarget;
import org.eclipse.jface.text.Position;
import org.eclipse.jface.text.source.Annotation;
import org.eclipse.jface.text.source.AnnotationRulerColumn;
import org.eclipse.jface.text.source.CompositeRuler;
import org.eclipse.jface.text.source.LineNumberRulerColumn;
import org.eclipse.jface.text.source.OverviewRuler;
import org.eclipse.jface.text.source.SourceViewer;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Shades;
import org.underpass.ui.findings.Problem;

/** The text of a profile: colours, completion, hover, problems where they are, and quick fixes. */
final class SourcePage implements ProfileModel.Listener {
    private static final int RULER = 14;

    private final ProfileModel model;
    private final SelectionRelay selection;
    private final Composite area;
    private final Label notice;
    private final SourceViewer viewer;
    private final Map<Problem, Annotation> shown = new HashMap<>();
    private final FindBar find;
    private boolean dark;

    SourcePage(Composite parent, ProfileModel model, SelectionRelay selection) {
        this.model = model;
        this.selection = selection;
        area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(area);
        notice = new Label(area, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).indent(8, 4).exclude(true).applyTo(notice);
        notice.setVisible(false);
        var access = new ProblemAnnotation.Access();
        var ruler = new CompositeRuler();
        var marks = new AnnotationRulerColumn(model.annotations(), RULER, access);
        ProblemAnnotation.TYPES.forEach(marks::addAnnotationType);
        ruler.addDecorator(0, marks);
        var numbers = new LineNumberRulerColumn();
        ruler.addDecorator(1, numbers);
        var overview = new OverviewRuler(access, RULER, new ProblemAnnotation.Colours());
        viewer = new SourceViewer(area, ruler, overview, true, SWT.V_SCROLL | SWT.H_SCROLL | SWT.MULTI);
        StyledText text = viewer.getTextWidget();
        text.setFont(JFaceResources.getTextFont());
        text.setLeftMargin(4);
        numbers.setForeground(Shades.of(Tone.MUTED, text));
        numbers.setBackground(text.getBackground());
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getControl());
        viewer.configure(new SourceConfiguration(model, text));
        find = new FindBar(area, viewer, model.document(), model.undo());
        find.moveAbove(viewer.getControl());
        viewer.setDocument(model.document(), model.annotations());
        ProblemAnnotation.paint(viewer, access, overview);
        dark = Shades.dark(text);
        text.addPaintListener(e -> recolour(numbers));
        text.addCaretListener(e -> followCaret(e.caretOffset));
        model.add(this);
        area.addDisposeListener(e -> model.remove(this));
        model.checked().ifPresent(this::checked);
        stateChanged();
    }

    /** The appearance can change while a source is open; nothing but a paint tells of it. */
    private void recolour(LineNumberRulerColumn numbers) {
        StyledText text = viewer.getTextWidget();
        if (Shades.dark(text) != dark) {
            dark = Shades.dark(text);
            text.getDisplay().asyncExec(() -> {
                if (!text.isDisposed()) {
                    numbers.setForeground(Shades.of(Tone.MUTED, text));
                    numbers.setBackground(text.getBackground());
                    viewer.unconfigure();
                    viewer.configure(new SourceConfiguration(model, text));
                    viewer.invalidateTextPresentation();
                    numbers.redraw();
                }
            });
        }
    }

    Control control() {
        return area;
    }

    /** Selects a stretch and shows it. */
    void select(int offset, int length) {
        int end = Math.min(model.document().getLength(), offset + length);
        int start = Math.min(offset, end);
        viewer.setSelectedRange(start, end - start);
        viewer.revealRange(start, end - start);
        viewer.getTextWidget().setFocus();
    }

    /** Shows the line for finding and replacing. */
    void find() {
        find.show();
    }

    void complete() {
        viewer.doOperation(SourceViewer.CONTENTASSIST_PROPOSALS);
    }

    void quickFix() {
        if (viewer.canDoOperation(SourceViewer.QUICK_ASSIST)) {
            viewer.doOperation(SourceViewer.QUICK_ASSIST);
        }
    }

    ITextOperationTarget operations() {
        return viewer;
    }

    /** The problem under the caret is explained beside, like one selected in a list. */
    private void followCaret(int caret) {
        model.checked().filter(c -> c.source().text().length() == model.document().getLength()).ifPresent(c ->
                c.problems().stream().filter(p -> p.span().filter(s -> s.covers(caret)).isPresent()).findFirst()
                        .ifPresent(p -> selection.setSelection(new StructuredSelection(p))));
    }

    @Override
    public void checked(Checked checked) {
        List<Problem> now = new ArrayList<>(checked.problems());
        Map<Annotation, Position> added = new HashMap<>();
        List<Annotation> gone = new ArrayList<>();
        shown.entrySet().removeIf(e -> {
            boolean away = !now.contains(e.getKey());
            if (away) {
                gone.add(e.getValue());
            }
            return away;
        });
        int length = model.document().getLength();
        for (Problem problem : now) {
            if (!shown.containsKey(problem)) {
                problem.span().filter(s -> s.end() <= length).ifPresent(s -> {
                    var annotation = new ProblemAnnotation(problem);
                    shown.put(problem, annotation);
                    added.put(annotation, new Position(s.offset(), Math.max(s.length(), 0)));
                });
            }
        }
        if (!gone.isEmpty() || !added.isEmpty()) {
            model.annotations().replaceAnnotations(gone.toArray(Annotation[]::new), added);
        }
    }

    @Override
    public void stateChanged() {
        if (notice.isDisposed()) {
            return;
        }
        String words = model.unreadable().map(u -> "This file cannot be shown as a profile: " + u
                + ". It is not changed.").or(model::notice).orElse("");
        viewer.setEditable(model.unreadable().isEmpty());
        if (!words.equals(notice.getText())) {
            notice.setText(words);
            notice.setForeground(Shades.of(Tone.BAD, notice));
            notice.setVisible(!words.isEmpty());
            GridDataFactory.createFrom((org.eclipse.swt.layout.GridData) notice.getLayoutData())
                    .exclude(words.isEmpty()).applyTo(notice);
            area.layout(true, true);
        }
    }
}
