package org.underpass.rules.groups;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciClass;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;
import org.underpass.spi.rule.RuleInfo;

/** B02: a bridge is given away. */
public final class BridgeAssigned implements Rule {
    private static final RuleInfo INFO = RuleText.of("B02", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("a bridge or host bridge is given away")
            .why("Bridges belong to the host's bus and no driver for user space takes them, so the start fails.")
            .cure("Name the device behind the bridge, never the bridge: it stays where it is, even as a member of the "
                    + "same IOMMU group.")
            .symptoms("assignment of PCIe type", "devices is not currently supported")
            .references("QEMU hw/vfio/pci.c, vfio_setup_pcie_cap",
                    "https://github.com/mroboff/vm-curator/issues/58")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            for (HostFunction function : device.functions()) {
                int code = function.pci().classCode();
                boolean bridge = function.pci().isBridge() || PciClass.isHostBridge(code);
                if (!bridge && PciClass.base(code) != 0x06) {
                    continue;
                }
                Finding.Builder finding = Finding.of(INFO, function.address().toString())
                        .severity(bridge ? Severity.ERROR : Severity.WARNING)
                        .message(function.address() + " is a " + kind(function)
                                + (bridge ? ": it cannot be given to a guest" : ": guests can hardly use one"))
                        .at(Given.place(context, device))
                        .evidence(Evidence.of(String.format("class %06x", code), function.source("class")));
                function.pci().headerType().ifPresent(type -> finding.evidence(
                        Evidence.of("header type " + type, function.source("config"))));
                if (device.entry().isPresent()) {
                    finding.fix(new Fix.EditProfile("take " + function.address() + " out of the profile",
                            new ProfileEdit.Remove(device.path())));
                } else {
                    finding.fix(new Fix.Manual("choose the device behind the bridge", Fix.Manual.Where.PROFILE));
                }
                findings.accept(finding.build());
            }
        }
    }

    private static String kind(HostFunction function) {
        int code = function.pci().classCode();
        if (PciClass.isHostBridge(code)) {
            return "host bridge";
        }
        return function.pci().isBridge() ? "PCI bridge" : "bridge to another kind of bus";
    }
}
