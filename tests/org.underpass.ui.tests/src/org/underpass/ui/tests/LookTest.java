package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jface.preference.IPreferenceNode;
import org.eclipse.jface.preference.PreferenceManager;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.forms.editor.FormEditor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.CardVerdict;
import org.underpass.engine.ProfileMaker;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.Engine;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.hosts.Machine;

/** How it looks; the picture of the README. */
class LookTest {
    private final Bot bot = new Bot();
    @TempDir
    Path folder;

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    private ProfileEditor board() throws Exception {
        Machine machine = Desk.open(bot, "demo:board");
        var card = machine.verdicts().stream().filter(v -> v.verdict() == CardVerdict.Verdict.NEEDS_WORK).findFirst()
                .orElseThrow().card();
        String text = new ProfileMaker(Engine.plugins()).make(machine.host(), card).text();
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("games.vm.yaml"), text));
        Desk.checked(bot, editor);
        return editor;
    }

    @Test
    void thePictureOfTheReadme() throws Exception {
        ProfileEditor editor = board();
        Desk.ui(() -> ((FormEditor) editor).setActivePage("devices"));
        bot.view("Problems").show();
        bot.settle();
        Path picture = bot.screenshot("workbench");
        if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
            Path top = Path.of(System.getProperty("underpass.root", "../.."));
            Files.copy(picture, top.resolve("docs/images/workbench.png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void noPageOfThePreferencesIsAStranger() {
        PreferenceManager manager = PlatformUI.getWorkbench().getPreferenceManager();
        List<String> pages = manager.getElements(PreferenceManager.PRE_ORDER).stream().map(IPreferenceNode::getLabelText)
                .toList();
        assertTrue(pages.size() <= 4, pages.toString());
    }

    @Test
    void noMenuIsEmptyOrAStranger() {
        List<String> menus = PlatformUI.getWorkbench().getDisplay().syncCall(() -> Arrays.stream(
                PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell().getMenuBar().getItems())
                .map(i -> i.getText().replace("&", "")).toList());
        assertTrue(menus.equals(List.of("File", "Edit", "Profile", "Window", "Help")), menus.toString());
    }
}
