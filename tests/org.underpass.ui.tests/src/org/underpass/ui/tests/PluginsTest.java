package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.Engine;
import org.underpass.ui.plugins.PluginsView;

/** The list of plug-ins. */
class PluginsTest {
    private final Bot bot = new Bot();

    /** Brings nothing but its name. */
    public static final class Holiday implements Rule {
        @Override
        public RuleInfo info() {
            return new RuleInfo("HOLIDAY01", Severity.INFO, RuleInfo.Basis.SINGLE_REPORT, RuleInfo.Scope.HOST,
                    "holiday", "It is a holiday.", "Rest.", List.of(), List.of());
        }

        @Override
        public void check(RuleContext context, Consumer<Finding> findings) {
            // Finds nothing.
        }
    }

    private static Path plugin(Path folder) throws IOException {
        Path jar = folder.resolve("holiday-1.0.jar");
        var manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "com.example.holiday");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        manifest.getMainAttributes().putValue("Bundle-ActivationPolicy", "lazy");
        manifest.getMainAttributes().putValue("Service-Component", "OSGI-INF/holiday.xml");
        manifest.getMainAttributes().putValue("Import-Package",
                "org.underpass.spi;version=\"[1.0,2)\",org.underpass.spi.rule;version=\"[1.0,2)\"");
        String name = Holiday.class.getName();
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = Holiday.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            out.putNextEntry(new JarEntry(name.replace('.', '/') + ".class"));
            code.transferTo(out);
            out.putNextEntry(new JarEntry("OSGI-INF/holiday.xml"));
            out.write(("<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"holiday\">"
                    + "<implementation class=\"" + name + "\"/><service><provide interface=\"" + Rule.class.getName()
                    + "\"/></service></scr:component>").getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void aPluginIsInstalledAndRemovedWithoutARestart(@TempDir Path folder) throws Exception {
        Path jar = plugin(folder);
        Desk.show("org.underpass.ui.plugins");
        var view = bot.view("Plug-ins").show();
        Desk.ui(() -> ((PluginsView) view.part()).install(jar));
        bot.waitUntil("it is installed", () -> ((PluginsView) view.part()).getContentDescription()
                .startsWith("Installed com.example.holiday, which brings 1 rule"));
        assertTrue(Engine.plugins().rules().stream().anyMatch(r -> r.id().equals("HOLIDAY01")));
        bot.screenshot("plugins-installed");
        var table = view.table();
        for (int i = 0; i < table.rowCount(); i++) {
            if (table.row(i).getFirst().startsWith("com.example.holiday")) {
                table.select(i);
            }
        }
        Desk.ui(() -> ((PluginsView) view.part()).removeSelected());
        bot.waitUntil("it is gone", () -> ((PluginsView) view.part()).getContentDescription()
                .equals("Removed com.example.holiday"));
        assertTrue(Engine.plugins().rules().stream().noneMatch(r -> r.id().equals("HOLIDAY01")));
    }

    @Test
    void everyBundleThatBringsSomethingIsListed(@TempDir Path folder) throws Exception {
        Desk.show("org.underpass.ui.plugins");
        var view = bot.view("Plug-ins").show();
        var table = view.table();
        view.find("the list", org.eclipse.swt.widgets.Table.class, t -> t.getItemCount() > 1);
        assertTrue(IntStream.range(0, table.rowCount()).mapToObj(i -> table.row(i).getFirst())
                .anyMatch("org.underpass.rules"::equals));
        bot.screenshot("plugins");
        Path jar = Files.writeString(folder.resolve("holiday.jar"), "not a jar");
        Desk.ui(() -> ((PluginsView) view.part()).install(jar));
        bot.waitUntil("the refusal is shown", () -> ((PluginsView) view.part()).getContentDescription()
                .startsWith("Not done: "));
        assertTrue(((PluginsView) view.part()).getContentDescription().contains("holiday.jar"));
    }
}
