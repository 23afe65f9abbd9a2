package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.text.DefaultIndentLineAutoEditStrategy;
import org.eclipse.jface.text.DefaultInformationControl;
import org.eclipse.jface.text.IAutoEditStrategy;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.IInformationControlCreator;
import org.eclipse.jface.text.ITextHover;
import org.eclipse.jface.text.IUndoManager;
import org.eclipse.jface.text.TextViewerUndoManager;
import org.eclipse.jface.text.contentassist.ContentAssistant;
import org.eclipse.jface.text.contentassist.IContentAssistant;
import org.eclipse.jface.text.presentation.IPresentationReconciler;
import org.eclipse.jface.text.presentation.PresentationReconciler;
import org.eclipse.jface.text.quickassist.IQuickAssistAssistant;
import org.eclipse.jface.text.quickassist.QuickAssistAssistant;
import org.eclipse.jface.text.rules.DefaultDamagerRepairer;
import org.eclipse.jface.text.source.DefaultAnnotationHover;
import org.eclipse.jface.text.source.IAnnotationHover;
import org.eclipse.jface.text.source.ISourceViewer;
import org.eclipse.jface.text.source.SourceViewerConfiguration;
import org.eclipse.swt.widgets.Control;

/** What the source page can do with the text of a profile. */
final class SourceConfiguration extends SourceViewerConfiguration {
    private static final int UNDO_LEVELS = 500;

    private final ProfileModel model;
    private final Control control;

    SourceConfiguration(ProfileModel model, Control control) {
        this.model = model;
        this.control = control;
    }

    @Override
    public IPresentationReconciler getPresentationReconciler(ISourceViewer viewer) {
        var reconciler = new PresentationReconciler();
        var repairer = new DefaultDamagerRepairer(new YamlScanner(control));
        reconciler.setDamager(repairer, IDocument.DEFAULT_CONTENT_TYPE);
        reconciler.setRepairer(repairer, IDocument.DEFAULT_CONTENT_TYPE);
        return reconciler;
    }

    @Override
    public IContentAssistant getContentAssistant(ISourceViewer viewer) {
        var assistant = new ContentAssistant(true);
        assistant.setContentAssistProcessor(new Completion(model), IDocument.DEFAULT_CONTENT_TYPE);
        assistant.setInformationControlCreator(information());
        assistant.enableAutoInsert(true);
        assistant.setStatusLineVisible(false);
        return assistant;
    }

    @Override
    public IQuickAssistAssistant getQuickAssistAssistant(ISourceViewer viewer) {
        var assistant = new QuickAssistAssistant();
        assistant.setQuickAssistProcessor(new QuickFixes(model));
        assistant.setInformationControlCreator(information());
        return assistant;
    }

    private static IInformationControlCreator information() {
        return shell -> new DefaultInformationControl(shell, true);
    }

    @Override
    public ITextHover getTextHover(ISourceViewer viewer, String type) {
        return new Hover(model);
    }

    @Override
    public IAnnotationHover getAnnotationHover(ISourceViewer viewer) {
        return new DefaultAnnotationHover();
    }

    @Override
    public IUndoManager getUndoManager(ISourceViewer viewer) {
        // Works on the document's own history, which the form pages share.
        return new TextViewerUndoManager(UNDO_LEVELS);
    }

    @Override
    public IAutoEditStrategy[] getAutoEditStrategies(ISourceViewer viewer, String type) {
        List<IAutoEditStrategy> all = new ArrayList<>();
        all.add(new DefaultIndentLineAutoEditStrategy());
        // YAML forbids tabs for indentation.
        all.add((document, command) -> {
            if ("\t".equals(command.text)) {
                command.text = "  ";
            }
        });
        return all.toArray(IAutoEditStrategy[]::new);
    }
}
