package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.plugins.PluginsView;

/** The list of plug-ins. */
class PluginsTest {
    private final Bot bot = new Bot();

    @Test
    void everyBundleThatBringsSomethingIsListed(@TempDir Path folder) throws Exception {
        Desk.show("org.underpass.ui.plugins");
        var view = bot.view("Plug-ins").show();
        bot.waitUntil("rules are listed", () -> true);
        bot.waitUntil("the list is there", () -> view.part().getTitle() != null
                && ((PluginsView) view.part()).getContentDescription().contains("plug-ins"));
        bot.screenshot("plugins");
        Path jar = Files.writeString(folder.resolve("holiday.jar"), "not a jar");
        Desk.ui(() -> ((PluginsView) view.part()).install(jar));
        bot.waitUntil("the refusal is shown", () -> ((PluginsView) view.part()).getContentDescription()
                .startsWith("Not done: "));
        assertTrue(((PluginsView) view.part()).getContentDescription().contains("holiday.jar"));
    }
}
