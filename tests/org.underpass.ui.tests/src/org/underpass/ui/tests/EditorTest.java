package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.ui.forms.editor.FormEditor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.ProfileMaker;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.Engine;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.hosts.Machine;

/** Editing a profile by form and by text. */
class EditorTest {
    private final Bot bot = new Bot();
    @TempDir
    Path folder;
    private Path file;
    private ProfileEditor editor;

    @BeforeEach
    void aProfileOfTheWorkstation() throws Exception {
        Desk.clear(bot);
        Machine machine = Desk.open(bot, "demo:workstation");
        String text = new ProfileMaker(Engine.plugins()).makeBest(machine.host()).orElseThrow().text();
        file = Files.writeString(folder.resolve("guest.vm.yaml"), text);
        editor = Desk.edit(bot, file);
        Desk.checked(bot, editor);
    }

    @AfterEach
    void closeIt() {
        Desk.clear(bot);
    }

    private void turnTo(String page) {
        Desk.ui(() -> ((FormEditor) editor).setActivePage(page));
        bot.settle();
    }

    @Test
    void theOverviewSaysHowItStands() {
        turnTo("overview");
        assertTrue(bot.editorByTitle("guest.vm.yaml").label("It passes on workstation").startsWith("It passes"));
        bot.screenshot("editor-overview");
    }

    @Test
    void aProfileStaysWithTheHostThatWasChosenForIt() {
        Desk.open(bot, "demo:board");
        assertEquals("board", Desk.checked(bot, editor).machine().orElseThrow().title());
        turnTo("overview");
        var choice = bot.editorByTitle("guest.vm.yaml").find("the choice of a host",
                org.eclipse.swt.widgets.Combo.class, c -> c.getText().startsWith("the current host"));
        Desk.ui(() -> {
            choice.select(List.of(choice.getItems()).indexOf("workstation  demo:workstation"));
            choice.notifyListeners(org.eclipse.swt.SWT.Selection, new org.eclipse.swt.widgets.Event());
        });
        bot.waitUntil("it is checked against the chosen one", () -> editor.model().checked().orElseThrow().machine()
                .orElseThrow().title().equals("workstation"));
        bot.screenshot("editor-host");
        Desk.ui(() -> org.underpass.ui.hosts.OpenHosts.shared().close("demo:workstation"));
        bot.waitUntil("a closed one is let go", () -> editor.model().checked().orElseThrow().machine()
                .orElseThrow().title().equals("board") && choice.getSelectionIndex() == 0);
    }

    @Test
    void takingBackAndGivingKeepsEveryOtherLine() {
        turnTo("devices");
        String before = editor.model().document().get();
        var part = bot.editorByTitle("guest.vm.yaml");
        part.button("Take back").click();
        Checked after = Desk.checked(bot, editor);
        assertEquals(0, after.vm().orElseThrow().devices().size());
        assertTrue(after.source().text().startsWith(before.substring(0, before.indexOf("devices:"))));
        Desk.ui(() -> {
            try {
                editor.getSite().getService(org.eclipse.ui.handlers.IHandlerService.class)
                        .executeCommand("org.eclipse.ui.edit.undo", null);
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        });
        assertEquals(before, Desk.checked(bot, editor).source().text());
        bot.screenshot("editor-devices");
    }

    @Test
    void theDisplayPageShowsBothSides() {
        turnTo("display");
        bot.screenshot("editor-display");
    }

    @Test
    void aFormFieldIsASmallEditOfTheText() {
        turnTo("overview");
        String before = editor.model().document().get();
        var field = bot.editorByTitle("guest.vm.yaml").find("the field of the memory",
                org.eclipse.swt.widgets.Text.class, t -> "machine.memory".equals(t.getData("org.underpass.path")));
        Desk.ui(() -> field.setText("12 GiB"));
        bot.waitUntil("the text follows", () -> editor.model().document().get().contains("12 GiB"));
        String after = editor.model().document().get();
        assertEquals(before.lines().count(), after.lines().count());
        assertTrue(bot.editorByTitle("guest.vm.yaml").dirty());
    }

    @Test
    void theSourceShowsProblemsWhereTheyAre() {
        Desk.ui(() -> {
            String text = editor.model().document().get();
            editor.model().document().set(text.replace("memory:", "memmory:"));
        });
        Checked checked = Desk.checked(bot, editor);
        assertTrue(checked.problems().stream().anyMatch(p -> p.message().contains("memmory")),
                checked.problems().toString());
        Desk.ui(() -> ProfileEditor.reveal(file, checked.problems().getFirst().span()));
        bot.settle();
        bot.screenshot("editor-source");
    }

    @Test
    void theBuildPageBuildsForEveryBackend() {
        turnTo("build");
        bot.settle();
        var part = bot.editorByTitle("guest.vm.yaml");
        part.button("Build").click();
        assertTrue(part.label("files in").contains("guest.build"));
        bot.screenshot("build");
        assertTrue(Files.isRegularFile(folder.resolve("guest.build/kvm/underpass-build.json")));
    }
}
