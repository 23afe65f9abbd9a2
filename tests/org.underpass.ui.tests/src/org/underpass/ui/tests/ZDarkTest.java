package org.underpass.ui.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.forms.editor.FormEditor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.CardVerdict;
import org.underpass.engine.ProfileMaker;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.Engine;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.help.AppearanceHandler;
import org.underpass.ui.hosts.Machine;

/**
 * How it looks in the dark. The last by its name: GTK keeps its dark variant until the process ends, and the pictures of
 * the other tests are to be light.
 */
class ZDarkTest {
    private final Bot bot = new Bot();

    @Test
    void inTheDark(@TempDir Path folder) throws Exception {
        Desk.clear(bot);
        var window = PlatformUI.getWorkbench().getWorkbenchWindows()[0];
        Desk.ui(() -> AppearanceHandler.set(window, true));
        Machine machine = Desk.open(bot, "demo:board");
        var card = machine.verdicts().stream().filter(v -> v.verdict() == CardVerdict.Verdict.NEEDS_WORK).findFirst()
                .orElseThrow().card();
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("games.vm.yaml"),
                new ProfileMaker(Engine.plugins()).make(machine.host(), card).text()));
        Desk.checked(bot, editor);
        for (String page : List.of("overview", "devices", "build")) {
            Desk.ui(() -> ((FormEditor) editor).setActivePage(page));
            bot.settle();
            bot.screenshot("dark-" + page);
        }
        Desk.ui(() -> ProfileEditor.reveal(editor.model().file(),
                Optional.of(editor.model().source().nearestSpan("devices"))));
        Desk.show("org.underpass.ui.iommu");
        bot.settle();
        bot.screenshot("dark-source-iommu");
        Desk.clear(bot);
    }
}
