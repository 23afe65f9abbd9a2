package org.underpass.rules.groups;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PciFunction;
import org.underpass.rules.Board;
import org.underpass.rules.Chips;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B18: a conventional PCI device that the IOMMU sees as its bridge. */
public final class ConventionalAlias implements Rule {
    private static final RuleInfo INFO = RuleText.of("B18", Severity.INFO, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the IOMMU sees the device as its bridge")
            .why("Conventional PCI has no requester ids: the bridge puts its own on everything behind it, so all of "
                    + "that is one group and goes to one guest.")
            .cure("Choose a PCI Express device, or give everything behind the bridge together.")
            .references("Linux drivers/pci/search.c, pci_for_each_dma_alias",
                    "Linux drivers/pci/quirks.c, quirk_use_pcie_bridge_dma_alias")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            Optional<PciFunction> bridge = context.host().topology().pathToRoot(function.address()).stream()
                    .filter(ConventionalAlias::hides).findFirst();
            if (function.pci().isBridge() || bridge.isEmpty()) {
                continue;
            }
            PciAddress address = bridge.get().address();
            Finding.Builder finding = Finding.of(INFO, function.address().toString())
                    .message(function.address() + " sits behind the PCI bridge " + address
                            + ", whose requester id the IOMMU sees instead")
                    .at(Given.place(context, function.address()))
                    .evidence(Evidence.of(Chips.ids(bridge.get()) + (isListed(bridge.get())
                            ? " is on the kernel's list of bridges that do not say what they are"
                            : " is a bridge from PCI Express to PCI"), Provenance.of(context.host().function(address)
                            .map(b -> b.source(isListed(bridge.get()) ? "device" : "config").file()).orElse(""))));
            Board.otherSlot(context.host(), function.address(), "or use a PCI Express one").ifPresent(finding::fix);
            findings.accept(finding.build());
        }
    }

    /** Whether a bridge puts its own requester id on what is behind it. */
    private static boolean hides(PciFunction bridge) {
        return isListed(bridge)
                || bridge.express().filter(e -> e.type() == PciExpress.Type.PCIE_TO_PCI_BRIDGE).isPresent();
    }

    /** Bridges to PCI that have no PCI Express capability though they hang on PCI Express. */
    private static boolean isListed(PciFunction bridge) {
        return switch (bridge.vendor() << 16 | bridge.device()) {
            case 0x10e3_8113, 0x1283_8892, 0x1283_8893, 0x8086_244e -> true;
            default -> false;
        };
    }
}
