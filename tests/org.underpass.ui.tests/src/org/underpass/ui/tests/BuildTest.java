package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.ui.forms.editor.FormEditor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.ProfileMaker;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.Engine;
import org.underpass.ui.editor.ProfileEditor;
import org.underpass.ui.hosts.Machine;

/** Building twice, and what is different. */
class BuildTest {
    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    @Test
    void aCancelledBuildWritesNothing(@TempDir Path folder) throws Exception {
        Machine machine = Desk.open(bot, "demo:workstation");
        String text = new ProfileMaker(Engine.plugins()).makeBest(machine.host()).orElseThrow().text();
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("stop.vm.yaml"), text));
        Desk.checked(bot, editor);
        Desk.ui(() -> ((FormEditor) editor).setActivePage("build"));
        var part = bot.editorByTitle("stop.vm.yaml");
        part.button("kvm");
        var build = part.find("Build", org.eclipse.swt.widgets.Button.class, b -> b.getText().equals("Build"));
        var cancel = part.find("Cancel", org.eclipse.swt.widgets.Button.class, b -> b.getText().equals("Cancel"));
        Desk.ui(() -> {
            build.notifyListeners(org.eclipse.swt.SWT.Selection, new org.eclipse.swt.widgets.Event());
            cancel.notifyListeners(org.eclipse.swt.SWT.Selection, new org.eclipse.swt.widgets.Event());
        });
        part.label("Cancelled; nothing was written");
        assertTrue(Files.notExists(folder.resolve("stop.build")));
        assertTrue(part.button("Build").enabled());
    }

    @Test
    void theSecondBuildShowsWhatIsDifferent(@TempDir Path folder) throws Exception {
        Machine machine = Desk.open(bot, "demo:workstation");
        String text = new ProfileMaker(Engine.plugins()).makeBest(machine.host()).orElseThrow().text();
        ProfileEditor editor = Desk.edit(bot, Files.writeString(folder.resolve("twice.vm.yaml"), text));
        Desk.checked(bot, editor);
        Desk.ui(() -> ((FormEditor) editor).setActivePage("build"));
        var part = bot.editorByTitle("twice.vm.yaml");
        part.button("kvm");
        part.button("Build").click();
        part.label("files in");
        Desk.ui(() -> editor.model().document().set(text.replace("memory: 16 GiB", "memory: 12 GiB")));
        Desk.checked(bot, editor);
        part.button("Build").click();
        assertTrue(part.label("different from the last build").contains("twice.build"));
        bot.screenshot("build-different");
        var table = part.find("the artifacts", org.eclipse.swt.widgets.Table.class, t -> t.getColumnCount() == 3);
        for (String name : new String[] {"kvm/domain.xml", "xen/"}) {
            Desk.ui(() -> {
                for (int i = 0; i < table.getItemCount(); i++) {
                    if (table.getItem(i).getText(0).startsWith(name) && table.getItem(i).getText(2).equals("changed")) {
                        table.setSelection(i);
                        break;
                    }
                }
            });
            part.show();
            part.button("Differences to the last build").click();
            bot.settle();
        }
        bot.screenshot("build-side-by-side");
        assertTrue(bot.editorByTitle("domain.xml (differences)").show().styledText().contains("<domain"));
    }
}
