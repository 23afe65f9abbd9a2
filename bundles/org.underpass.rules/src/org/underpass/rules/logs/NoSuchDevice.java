package org.underpass.rules.logs;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** H13: nothing is at the address that was given away. */
public final class NoSuchDevice implements LogRule {
    private static final RuleInfo INFO = RuleText.of("H13", Severity.ERROR, Basis.SOURCE, Scope.LOG)
            .title("nothing is at the address that was given away")
            .why("Addresses move when a card, a disk or a firmware setting is added or taken away.")
            .cure("Look up where the card is now, and select it in the profile by its identity.")
            .symptoms("no such host device: No such file or directory",
                    "Device … not found: could not access /sys/bus/pci/devices/")
            .references("QEMU hw/vfio/pci.c, vfio_realize", "libvirt src/util/virpci.c, virPCIDeviceNew")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        // B09 says it before a start.
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        if (match.addresses().isEmpty() || !context.hasHost() || context.host().functions().isEmpty()) {
            return false;
        }
        Host host = context.host();
        PciAddress address = match.addresses().get(0);
        Finding.Builder finding = Finding.of(INFO, address.toString()).evidence(match.evidence());
        if (host.function(address).isPresent()) {
            finding.message("nothing was at " + address + "; now it is there: " + host.nameOf(
                    host.function(address).get())).evidence(new Evidence(address + " is there",
                            "sys/bus/pci/devices/" + address));
        } else {
            List<HostFunction> cards = host.functions().stream().filter(f -> f.pci().isDisplay()).toList();
            finding.message("nothing is at " + address + " on " + host.name());
            cards.forEach(card -> finding.evidence(new Evidence(host.nameOf(card) + " is at " + card.address(),
                    "sys/bus/pci/devices/" + card.address())));
            if (cards.isEmpty()) {
                finding.evidence(new Evidence(host.functions().size() + " functions, none at " + address,
                        "sys/bus/pci/devices"));
            }
        }
        findings.accept(finding.fix(new Fix.Manual("select the card by its identity instead of its address",
                Fix.Manual.Where.PROFILE)).build());
        return true;
    }
}
