package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.spi.Fix;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.findings.Problem;

/** Completion, hover and quick fixes of the source page. */
class SourceTest {
    private static final String TEXT = """
            underpass: 1
            kind: vm
            name: guest
            machine:
              memory: 4 GiB
              type:\s
            devices:
              - name: gpu
                address:\s
                reset:
                  nei
            display:
              guest:
                adapter: v
            """;

    private final Bot bot = new Bot();
    @TempDir
    Path folder;
    private ProfileEditor editor;

    @BeforeEach
    void aProfileInTheMiddleOfTyping() throws Exception {
        Desk.clear(bot);
        Desk.open(bot, "demo:workstation");
        editor = Desk.edit(bot, Files.writeString(folder.resolve("typing.vm.yaml"), TEXT));
        Desk.checked(bot, editor);
    }

    private List<String> proposalsAfter(String words) {
        int offset = TEXT.indexOf(words) + words.length();
        return Desk.call(() -> editor.proposals(offset).stream().map(p -> p.getDisplayString()).toList());
    }

    @Test
    void wordsAreFoundAndReplacedInOneStepOfUndo() {
        String before = Desk.call(() -> editor.model().document().get());
        command("org.eclipse.ui.edit.findReplace");
        var part = bot.editorByTitle("typing.vm.yaml");
        part.text("Find").setText("gpu");
        part.text("Replace with").setText("card");
        bot.screenshot("source-find");
        part.button("Replace All").click();
        String after = Desk.call(() -> editor.model().document().get());
        assertEquals(before.replace("gpu", "card"), after);
        assertTrue(part.label("replaced").startsWith("1 "));
        part.text("Find").setText("nowhere");
        part.label("Not found");
        command("org.eclipse.ui.edit.undo");
        assertEquals(before, Desk.call(() -> editor.model().document().get()));
    }

    private void command(String id) {
        Desk.ui(() -> {
            try {
                editor.getSite().getService(org.eclipse.ui.handlers.IHandlerService.class).executeCommand(id, null);
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        });
        bot.settle();
    }

    @Test
    void keysAndWordsComeFromTheLanguage() {
        assertTrue(proposalsAfter("  type: ").containsAll(List.of("q35", "i440fx")), proposalsAfter("  type: ").toString());
        assertEquals(List.of("neighbours"), proposalsAfter("      nei"));
        assertTrue(proposalsAfter("adapter: v").stream().allMatch(p -> p.startsWith("v")));
        assertTrue(proposalsAfter("adapter: v").contains("virtio"));
    }

    @Test
    void addressesComeFromTheHost() {
        assertTrue(proposalsAfter("address: ").stream().anyMatch(p -> p.startsWith("0000:01:00.0  ")),
                proposalsAfter("address: ").toString());
        Desk.ui(() -> {
            ProfileEditor.reveal(editor.model().file(), java.util.Optional.of(
                    editor.model().source().spanOf(TEXT.indexOf("address: ") + 9, 0)));
            editor.complete();
        });
        bot.settle();
        Desk.screen("source-completion");
    }

    @Test
    void aKeyIsExplainedUnderThePointer() {
        String words = Desk.call(() -> editor.hover(TEXT.indexOf("memory") + 2));
        assertTrue(words.contains("memory") && words.contains("GiB"), words);
    }

    @Test
    void aQuickFixMakesItsProblemVanish() {
        Desk.ui(() -> editor.model().document().set("underpass: 1\nkind: vm\nname: guest\nmachine:\n"
                + "  memmory: 4 GiB # keep me\n"));
        Checked before = Desk.checked(bot, editor);
        Problem problem = before.problems().stream().filter(p -> p.message().contains("memmory")).findFirst()
                .orElseThrow();
        Fix.EditProfile fix = Stream.of(problem.fixes().getFirst()).map(Fix.EditProfile.class::cast).findFirst()
                .orElseThrow();
        Desk.ui(() -> ProfileEditor.apply(editor.model().file(), fix.edit()));
        Checked after = Desk.checked(bot, editor);
        assertFalse(after.problems().stream().anyMatch(p -> p.key().equals(problem.key())));
        assertTrue(editor.model().document().get().contains("  memory: 4 GiB # keep me\n"));
    }
}
