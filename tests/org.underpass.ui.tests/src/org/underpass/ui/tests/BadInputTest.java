package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.core.runtime.Platform;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.editor.Checked;
import org.underpass.ui.editor.ProfileEditor;

/** Files that are not what they should be: a message where the user looks, no dialog, nothing lost, nothing logged. */
class BadInputTest {
    private static final String SOUND = "# mine\nunderpass: 1\nkind: vm\nname: guest\nmachine:\n  memory: 4 GiB # four\n";

    private final Bot bot = new Bot();
    private final List<IStatus> logged = new java.util.concurrent.CopyOnWriteArrayList<>();
    private final ILogListener log = (status, plugin) -> logged.add(status);
    @TempDir
    Path folder;

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
        Platform.addLogListener(log);
    }

    @AfterEach
    void noDialogNoLog() {
        int shells = PlatformUI.getWorkbench().getDisplay().syncCall(() -> (int) List.of(PlatformUI.getWorkbench()
                .getDisplay().getShells()).stream().filter(s -> s.isVisible()).count());
        Platform.removeLogListener(log);
        Desk.clear(bot);
        assertEquals(1, shells, "a dialog is open");
        assertEquals(List.of(), logged.stream().filter(s -> s.getSeverity() == IStatus.ERROR).toList());
    }

    @Test
    void anEmptyProfileSaysWhatIsMissing() throws Exception {
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("empty.vm.yaml"), ""));
        Checked checked = Desk.checked(bot, editor);
        assertFalse(checked.problems().isEmpty());
        bot.screenshot("bad-empty");
    }

    @Test
    void aBinaryFileIsNeitherShownNorChanged() throws Exception {
        byte[] bytes = {0x7f, 'E', 'L', 'F', 0, (byte) 0xff, (byte) 0xfe, 3};
        Path file = Files.write(folder.resolve("binary.vm.yaml"), bytes);
        ProfileEditor editor = Desk.edit(bot, file);
        bot.settle();
        assertTrue(editor.model().unreadable().orElseThrow().contains("not text"));
        assertFalse(editor.isDirty());
        assertTrue(bot.editorByTitle("binary.vm.yaml").label("cannot be shown").contains("not changed"));
        Desk.ui(() -> editor.doSave(new NullProgressMonitor()));
        assertArrayEquals(bytes, Files.readAllBytes(file));
        bot.screenshot("bad-binary");
    }

    @Test
    void aTextThatBreaksWhileTypingIsKept() throws Exception {
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("broken.vm.yaml"), SOUND));
        Desk.checked(bot, editor);
        Desk.ui(() -> editor.model().document().set(SOUND + "devices: [ {name: \"half"));
        Checked checked = Desk.checked(bot, editor);
        assertFalse(checked.editable());
        assertEquals(SOUND + "devices: [ {name: \"half", editor.model().document().get());
        bot.screenshot("bad-broken");
        Desk.ui(() -> editor.model().document().set(SOUND + "devices: []\n"));
        assertTrue(Desk.checked(bot, editor).editable());
    }

    @Test
    void aFileThatChangesOnDiskIsFollowedUnlessItWasEdited() throws Exception {
        Path file = Files.writeString(folder.resolve("disk.vm.yaml"), SOUND);
        ProfileEditor editor = Desk.edit(bot, file);
        Desk.checked(bot, editor);
        Files.writeString(file, SOUND.replace("4 GiB", "6 GiB"));
        bot.waitUntil("the editor follows the file", () -> editor.model().document().get().contains("6 GiB"));
        assertFalse(editor.isDirty());
        Desk.ui(() -> editor.model().document().set(SOUND.replace("4 GiB", "7 GiB")));
        Files.writeString(file, SOUND.replace("4 GiB", "8 GiB!"));
        bot.waitUntil("the user is told", () -> editor.model().notice().filter(n -> n.contains("another program"))
                .isPresent());
        assertTrue(editor.model().document().get().contains("7 GiB"), "the edit was lost");
        bot.screenshot("bad-changed-on-disk");
    }

    @Test
    void aDeletedFileIsStillThereToBeSaved() throws Exception {
        Path file = Files.writeString(folder.resolve("gone.vm.yaml"), SOUND);
        ProfileEditor editor = Desk.edit(bot, file);
        Desk.checked(bot, editor);
        Files.delete(file);
        bot.waitUntil("the user is told", () -> editor.model().notice().filter(n -> n.contains("Deleted")).isPresent());
        assertTrue(editor.isDirty());
        Desk.ui(() -> editor.doSave(new NullProgressMonitor()));
        assertEquals(SOUND, Files.readString(file));
        assertFalse(editor.isDirty());
    }

    @Test
    void aReadOnlyFileSaysSoBeforeSomebodyTypesInVain() throws Exception {
        Path file = Files.writeString(folder.resolve("kept.vm.yaml"), SOUND);
        Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("r--r--r--"));
        ProfileEditor editor = Desk.edit(bot, file);
        Desk.checked(bot, editor);
        assertTrue(editor.model().notice().orElse("").startsWith("Read-only"), editor.model().notice().toString());
        assertEquals("Read-only: changes can be saved under another name (File, Save As)", Desk.call(() ->
                ((org.eclipse.ui.forms.editor.FormPage) editor.getActivePageInstance()).getManagedForm().getForm()
                        .getForm().getMessage()));
        bot.screenshot("bad-read-only");
        Desk.ui(() -> editor.model().document().set(SOUND.replace("4 GiB", "5 GiB")));
        Desk.ui(() -> editor.doSave(new NullProgressMonitor()));
        assertTrue(editor.isDirty());
        assertEquals(SOUND, Files.readString(file));
        assertTrue(editor.model().notice().orElse("").startsWith("Not saved: the file is read-only"));
    }

    @Test
    void aFolderThatIsGoneKeepsTheEdit() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = Files.writeString(inner.resolve("lost.vm.yaml"), SOUND);
        ProfileEditor editor = Desk.edit(bot, file);
        Desk.checked(bot, editor);
        Desk.ui(() -> editor.model().document().set(SOUND.replace("4 GiB", "5 GiB")));
        Files.delete(file);
        Files.delete(inner);
        Desk.ui(() -> editor.doSave(new NullProgressMonitor()));
        assertTrue(editor.isDirty());
        assertTrue(editor.model().notice().orElse("").startsWith("Not saved"), editor.model().notice().toString());
        assertTrue(editor.model().document().get().contains("5 GiB"));
        bot.screenshot("bad-not-saved");
    }
}
