package org.underpass.ui.wizard;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.ui.INewWizard;
import org.eclipse.ui.IWorkbench;
import org.underpass.engine.OutputException;
import org.underpass.engine.OutputFolder;
import org.underpass.ui.Subject;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.hosts.OpenHosts;

/** Writes a first profile for a card of an open host, and opens it. */
public final class ProfileWizard extends Wizard implements INewWizard {
    private final CardPage card = new CardPage();
    private final QuestionsPage questions = new QuestionsPage(card);

    public ProfileWizard() {
        setWindowTitle("New Profile");
        setNeedsProgressMonitor(false);
    }

    @Override
    public void init(IWorkbench workbench, IStructuredSelection selection) {
        if (selection.getFirstElement() instanceof Subject subject) {
            card.prefer(subject);
        }
        if (OpenHosts.shared().all().isEmpty()) {
            OpenHosts.shared().open("live");
        }
    }

    @Override
    public void addPages() {
        addPage(card);
        addPage(questions);
    }

    @Override
    public boolean canFinish() {
        return getContainer().getCurrentPage() == questions && questions.isPageComplete();
    }

    @Override
    public boolean performFinish() {
        Path file = questions.file();
        try {
            OutputFolder output = OutputFolder.beside(file.getParent());
            try (output) {
                output.write(file.getFileName().toString(),
                        questions.draft().orElseThrow().text().getBytes(StandardCharsets.UTF_8), false);
                output.commit(existing -> false);
            }
        } catch (OutputException failure) {
            questions.setErrorMessage(failure.getMessage());
            return false;
        }
        ProfileEditor.open(file);
        return true;
    }
}
