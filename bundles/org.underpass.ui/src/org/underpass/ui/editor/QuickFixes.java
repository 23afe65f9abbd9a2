package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.contentassist.ICompletionProposal;
import org.eclipse.jface.text.contentassist.IContextInformation;
import org.eclipse.jface.text.quickassist.IQuickAssistInvocationContext;
import org.eclipse.jface.text.quickassist.IQuickAssistProcessor;
import org.eclipse.jface.text.source.Annotation;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.underpass.spi.Fix;
import org.underpass.ui.Images;
import org.underpass.ui.findings.Problem;

/** The quick fixes of the problems on the line of the caret. */
final class QuickFixes implements IQuickAssistProcessor {
    private final ProfileModel model;

    QuickFixes(ProfileModel model) {
        this.model = model;
    }

    @Override
    public ICompletionProposal[] computeQuickAssistProposals(IQuickAssistInvocationContext context) {
        String text = model.document().get();
        int caret = Math.min(context.getOffset(), text.length());
        int start = text.lastIndexOf('\n', caret - 1) + 1;
        int found = text.indexOf('\n', caret);
        int end = found < 0 ? text.length() : found;
        List<ICompletionProposal> all = new ArrayList<>();
        for (Problem problem : model.checked().map(Checked::problems).orElse(List.of())) {
            boolean here = problem.span().filter(s -> s.offset() >= start && s.offset() <= end).isPresent();
            for (Fix fix : problem.fixes()) {
                if (here && fix instanceof Fix.EditProfile edit) {
                    all.add(new Proposal(problem, edit));
                }
            }
        }
        return all.isEmpty() ? null : all.toArray(ICompletionProposal[]::new);
    }

    @Override
    public boolean canFix(Annotation annotation) {
        return annotation instanceof ProblemAnnotation one && one.isQuickFixable();
    }

    @Override
    public boolean canAssist(IQuickAssistInvocationContext context) {
        return true;
    }

    @Override
    public String getErrorMessage() {
        return null;
    }

    /** One fix. */
    private final class Proposal implements ICompletionProposal {
        private final Problem problem;
        private final Fix.EditProfile fix;

        Proposal(Problem problem, Fix.EditProfile fix) {
            this.problem = problem;
            this.fix = fix;
        }

        @Override
        public void apply(IDocument document) {
            model.apply(fix.edit());
        }

        @Override
        public Point getSelection(IDocument document) {
            return null;
        }

        @Override
        public String getAdditionalProposalInfo() {
            return problem.message() + "<br><br>" + fix.edit().describe();
        }

        @Override
        public String getDisplayString() {
            return fix.title();
        }

        @Override
        public Image getImage() {
            return Images.get("fix");
        }

        @Override
        public IContextInformation getContextInformation() {
            return null;
        }
    }
}
