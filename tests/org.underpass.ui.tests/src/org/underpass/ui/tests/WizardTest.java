package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.wizard.ProfileWizard;

/** The first profile of a newcomer. */
class WizardTest {
    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    @Test
    void hostCardThreeQuestionsAndASentence(@TempDir Path folder) {
        Desk.open(bot, "demo:board");
        WizardDialog[] dialog = new WizardDialog[1];
        Desk.ui(() -> {
            var wizard = new ProfileWizard();
            wizard.init(PlatformUI.getWorkbench(), StructuredSelection.EMPTY);
            dialog[0] = new WizardDialog(PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell(), wizard);
            dialog[0].setBlockOnOpen(false);
            dialog[0].setPageSize(640, 380);
            dialog[0].open();
        });
        var shell = bot.shell("New Profile");
        bot.settle();
        Desk.picture(dialog, "wizard-card");
        shell.button("Next >").click();
        String sentence = shell.label("It ");
        assertTrue(sentence.startsWith("It "), sentence);
        var memory = shell.find("memory", org.eclipse.swt.widgets.Combo.class, c -> c.indexOf("4 GiB") >= 0);
        bot.waitUntil("the memory is proposed", () -> memory.getText().endsWith(" GiB"));
        Text[] field = new Text[1];
        field[0] = shell.find("folder", Text.class, t -> t.getText().startsWith("/"));
        Desk.ui(() -> field[0].setText(folder.toString()));
        bot.settle();
        Desk.picture(dialog, "wizard-questions");
        shell.button("Finish").click();
        bot.waitUntil("the file is there", () -> {
            try (var files = Files.list(folder)) {
                return files.anyMatch(f -> f.toString().endsWith(".vm.yaml"));
            }
        });
        bot.settle();
        bot.screenshot("wizard-done");
    }
}
