package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.underpass.testkit.ui.Bot;
import org.underpass.testkit.ui.BotTreeItem;
import org.underpass.ui.hosts.Machine;

/** What remaps a host's DMA, as a tree and as a drawing. */
class IommuTest {
    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    @Test
    void unitsGroupsPortsTablesAndRangesAreThere() {
        Machine machine = Desk.open(bot, "demo:workstation");
        Desk.show("org.underpass.ui.iommu");
        var view = bot.view("IOMMU").show();
        bot.waitUntil("the host is drawn", () -> ((org.eclipse.ui.part.ViewPart) view.part()).getContentDescription()
                .startsWith(machine.title() + ": " + machine.host().groups().all().size() + " groups"));
        bot.settle();
        BotTreeItem groups = view.tree().getTreeItem(view.tree().items().stream().filter(t -> t.startsWith("Groups"))
                .findFirst().orElseThrow());
        groups.expand();
        assertEquals(machine.host().groups().all().size(), groups.getNodes().size());
        BotTreeItem tables = view.tree().getTreeItem(view.tree().items().stream()
                .filter(t -> t.startsWith("Firmware tables")).findFirst().orElseThrow());
        tables.expand();
        assertTrue(tables.getNodes().getFirst().matches("(DMAR|IVRS).*"), tables.getNodes().toString());
        tables.getNode(tables.getNodes().getFirst()).expand().select();
        bot.settle();
        assertTrue(bot.view("Properties").styledText().contains(" at 0x"));
        Desk.maximise(view.part());
        bot.screenshot("iommu-workstation");
        Desk.maximise(view.part());
    }

    @Test
    void aFunctionChosenInOneViewIsMarkedInTheOther() throws PartInitException {
        Machine machine = Desk.open(bot, "demo:board");
        Desk.show("org.underpass.ui.iommu");
        var view = bot.view("IOMMU").show();
        bot.waitUntil("the host is drawn", () -> ((org.eclipse.ui.part.ViewPart) view.part()).getContentDescription()
                .startsWith(machine.title() + ": " + machine.host().groups().all().size() + " groups"));
        bot.settle();
        BotTreeItem groups = view.tree().getTreeItem(view.tree().items().stream().filter(t -> t.startsWith("Groups"))
                .findFirst().orElseThrow());
        groups.expand();
        String address = machine.verdicts().getFirst().card().display().address().toString();
        String id = machine.host().groups().of(machine.verdicts().getFirst().card().display().address()).orElseThrow()
                .id();
        var group = groups.getNode(groups.getNodes().stream().filter(t -> t.startsWith("Group " + id + " ")).findFirst()
                .orElseThrow()).expand();
        group.getNode(group.getNodes().stream().filter(t -> t.startsWith(address)).findFirst().orElseThrow()).select();
        bot.waitUntil("the hosts view follows", () -> PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage()
                .findView("org.underpass.ui.hosts").getSite().getSelectionProvider().getSelection().toString()
                .contains("FunctionNode"));
        Desk.maximise(view.part());
        bot.screenshot("iommu-board");
        Desk.maximise(view.part());
    }
}
