package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.hosts.OpenHosts;

/** The other ways to open something: dropping it, and choosing it among what was opened before. */
class OpeningTest {
    private final Bot bot = new Bot();
    @TempDir
    Path folder;

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    private Path capture(String name) throws Exception {
        Path device = Files.createDirectories(folder.resolve(name + "/sys/bus/pci/devices/0000:01:00.0"));
        Files.writeString(device.resolve("vendor"), "0x10de\n");
        Files.writeString(device.resolve("device"), "0x2484\n");
        Files.writeString(device.resolve("class"), "0x030000\n");
        return folder.resolve(name);
    }

    private void waitFor(Path host) {
        bot.waitUntil(host + " is open", () -> OpenHosts.shared().find(host.toString())
                .flatMap(h -> h.machine()).isPresent());
    }

    /** The toolkit makes drop events from its own kind of event, which it keeps to itself. */
    private static DropTargetEvent dropping(DropTarget target, String... files) {
        try {
            Class<?> kind = Class.forName("org.eclipse.swt.dnd.DNDEvent", true, DropTarget.class.getClassLoader());
            Constructor<?> make = kind.getDeclaredConstructor();
            make.setAccessible(true);
            Event event = (Event) make.newInstance();
            event.widget = target;
            event.display = target.getDisplay();
            Constructor<DropTargetEvent> wrap = DropTargetEvent.class.getDeclaredConstructor(kind);
            wrap.setAccessible(true);
            DropTargetEvent drop = wrap.newInstance(event);
            drop.data = files;
            return drop;
        } catch (ReflectiveOperationException other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void aCaptureCanBeDroppedOnTheHosts() throws Exception {
        Path dropped = capture("dropped");
        Composite area = bot.view("Hosts").show().find("where files can be dropped", Composite.class,
                c -> c.getData(DND.DROP_TARGET_KEY) != null);
        Desk.ui(() -> {
            DropTarget target = (DropTarget) area.getData(DND.DROP_TARGET_KEY);
            for (var listener : target.getDropListeners()) {
                listener.drop(dropping(target, dropped.toString()));
            }
        });
        waitFor(dropped);
        assertTrue(bot.view("Hosts").tree().items().getFirst().startsWith("dropped"),
                bot.view("Hosts").tree().items().toString());
    }

    @Test
    void whatWasOpenedBeforeOpensByADoubleClick() throws Exception {
        Path before = capture("before");
        Desk.open(bot, before.toString());
        Desk.clear(bot);
        var list = bot.view("Hosts").show().find("the list of what was opened before",
                org.eclipse.swt.widgets.List.class, l -> true);
        bot.screenshot("hosts-welcome");
        Desk.ui(() -> {
            list.setSelection(list.indexOf(before.toString()));
            list.notifyListeners(SWT.DefaultSelection, new Event());
        });
        waitFor(before);
    }

    @Test
    void theMenuOffersWhatWasOpenedBefore() throws Exception {
        Path host = capture("again");
        Desk.open(bot, host.toString());
        Path profile = Files.writeString(folder.resolve("menu.vm.yaml"), "underpass: 1\nkind: vm\nname: guest\n");
        Desk.edit(bot, profile);
        Desk.clear(bot);
        Desk.ui(() -> {
            Menu bar = PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell().getMenuBar();
            Menu recent = shown(shown(bar, "File"), "Open Recent");
            List<String> items = List.of(recent.getItems()).stream().map(MenuItem::getText).map(String::strip).toList();
            assertEquals(List.of(profile.toString(), host.toString()), items.subList(0, 2));
            recent.getItem(1).notifyListeners(SWT.Selection, new Event());
            recent.notifyListeners(SWT.Hide, new Event());
        });
        waitFor(host);
    }

    private static Menu shown(Menu menu, String text) {
        MenuItem found = List.of(menu.getItems()).stream().filter(i -> i.getText().replace("&", "").equals(text))
                .findFirst().orElseThrow(() -> new AssertionError(text + " in " + List.of(menu.getItems())));
        found.getMenu().notifyListeners(SWT.Show, new Event());
        return found.getMenu();
    }
}
