package org.underpass.ui.editor;

import java.util.List;
import org.eclipse.jface.text.quickassist.IQuickFixableAnnotation;
import org.eclipse.jface.text.source.Annotation;
import org.eclipse.jface.text.source.AnnotationPainter;
import org.eclipse.jface.text.source.IAnnotationAccess;
import org.eclipse.jface.text.source.IAnnotationAccessExtension;
import org.eclipse.jface.text.source.ISharedTextColors;
import org.eclipse.jface.text.source.ImageUtilities;
import org.eclipse.jface.text.source.OverviewRuler;
import org.eclipse.jface.text.source.SourceViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Shades;
import org.underpass.ui.findings.Problem;
import org.underpass.ui.findings.ProblemsView;

/** A problem in the text. Its type is the word of its severity. */
final class ProblemAnnotation extends Annotation implements IQuickFixableAnnotation {
    static final List<String> TYPES = List.of(Severity.ERROR.word(), Severity.WARNING.word(), Severity.INFO.word());

    private final Problem problem;

    ProblemAnnotation(Problem problem) {
        super(problem.severity().word(), false, problem.message());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    @Override
    public void setQuickFixable(boolean state) {
        // It follows from the problem.
    }

    @Override
    public boolean isQuickFixableStateSet() {
        return true;
    }

    @Override
    public boolean isQuickFixable() {
        return problem.fixes().stream().anyMatch(Fix.EditProfile.class::isInstance);
    }

    /** Underlines in the text and marks in the ruler at the right. */
    static void paint(SourceViewer viewer, Access access, OverviewRuler overview) {
        var painter = new AnnotationPainter(viewer, access);
        painter.addTextStyleStrategy("squiggles", new AnnotationPainter.UnderlineStrategy(SWT.UNDERLINE_SQUIGGLE));
        for (Severity severity : Severity.values()) {
            Color colour = Shades.of(switch (severity) {
                case ERROR -> Tone.BAD;
                case WARNING -> Tone.WARN;
                case INFO -> Tone.MUTED;
            }, viewer.getTextWidget());
            painter.addAnnotationType(severity.word(), "squiggles");
            painter.setAnnotationTypeColor(severity.word(), colour);
            overview.addAnnotationType(severity.word());
            overview.setAnnotationTypeColor(severity.word(), colour);
            overview.setAnnotationTypeLayer(severity.word(), 3 - severity.ordinal());
        }
        viewer.addPainter(painter);
        viewer.addTextPresentationListener(painter);
    }

    /** How annotations look in the ruler. */
    static final class Access implements IAnnotationAccess, IAnnotationAccessExtension {
        @Override
        public Object getType(Annotation annotation) {
            return annotation.getType();
        }

        @Override
        public boolean isMultiLine(Annotation annotation) {
            return false;
        }

        @Override
        public boolean isTemporary(Annotation annotation) {
            return true;
        }

        @Override
        public String getTypeLabel(Annotation annotation) {
            return annotation.getType();
        }

        @Override
        public int getLayer(Annotation annotation) {
            return 3 - TYPES.indexOf(annotation.getType());
        }

        @Override
        public void paint(Annotation annotation, GC gc, Canvas canvas, Rectangle bounds) {
            if (annotation instanceof ProblemAnnotation one) {
                ImageUtilities.drawImage(ProblemsView.image(one.problem.severity()), gc, canvas, bounds, SWT.CENTER,
                        SWT.TOP);
            }
        }

        @Override
        public boolean isPaintable(Annotation annotation) {
            return annotation instanceof ProblemAnnotation;
        }

        @Override
        public boolean isSubtype(Object type, Object potentialSuper) {
            return type.equals(potentialSuper);
        }

        @Override
        public Object[] getSupertypes(Object type) {
            return new Object[0];
        }
    }

    /** Colours for rulers; they need no disposal. */
    static final class Colours implements ISharedTextColors {
        @Override
        public Color getColor(RGB rgb) {
            return new Color(rgb);
        }

        @Override
        public void dispose() {
            // Nothing is kept.
        }
    }
}
