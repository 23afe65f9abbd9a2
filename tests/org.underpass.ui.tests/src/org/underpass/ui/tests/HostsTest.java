package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.hosts.Machine;
import org.underpass.ui.hosts.OpenHosts;

/** Opening machines and looking at them. */
class HostsTest {
    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    @Test
    void aDemoShowsItsGroupsCardsAndVerdicts() {
        Machine machine = Desk.open(bot, "demo:workstation");
        var hosts = bot.view("Hosts").show();
        bot.settle();
        assertTrue(hosts.tree().items().getFirst().startsWith("workstation"), hosts.tree().items().toString());
        var card = machine.verdicts().getFirst();
        String group = machine.host().groups().of(card.card().display().address()).orElseThrow().id();
        var groupItem = hosts.tree().getTreeItem(hosts.tree().items().getFirst()).getNodes().stream()
                .filter(t -> t.startsWith("Group " + group + " ")).findFirst().orElseThrow();
        var node = hosts.tree().getTreeItem(hosts.tree().items().getFirst()).getNode(groupItem).expand();
        var function = node.getNodes().stream().filter(t -> t.contains(card.card().display().address().toString()))
                .findFirst().orElseThrow();
        assertTrue(node.getNode(function).cells().contains("ready"), node.getNode(function).cells().toString());
        node.getNode(function).select();
        bot.waitUntil("the reasons are shown", () -> true);
        assertTrue(bot.view("Properties").styledText().contains("Can this card be given to a guest? ready"));
        bot.screenshot("hosts-workstation");
    }

    @Test
    void searchingLeavesWhatMatches() {
        Desk.open(bot, "demo:board");
        var hosts = bot.view("Hosts").show();
        hosts.text("Search functions").setText("nvme");
        bot.settle();
        String all = hosts.tree().getTreeItem(hosts.tree().items().getFirst()).getNodes().toString();
        assertTrue(all.contains("Group"), all);
        bot.screenshot("hosts-search");
        hosts.text("Search functions").setText("");
    }

    @Test
    void whatIsNoCaptureSaysWhatWasExpected(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("holiday.jpg.tar"), "not a tar");
        Desk.open(bot, file.toString());
        String problem = OpenHosts.shared().find(file.toString()).orElseThrow().failure().orElseThrow();
        assertTrue(problem.contains("holiday.jpg.tar"), problem);
        assertTrue(bot.view("Hosts").show().tree().items().getFirst().contains("holiday.jpg.tar"));
        bot.screenshot("hosts-no-capture");
    }

    @Test
    void threeDemosAreOpenAtOnce() {
        for (String name : new String[] {"workstation", "board", "laptop"}) {
            Desk.open(bot, "demo:" + name);
        }
        bot.view("Hosts").show();
        bot.settle();
        assertEquals(3, bot.view("Hosts").tree().items().size());
        bot.screenshot("hosts-demos");
    }
}
