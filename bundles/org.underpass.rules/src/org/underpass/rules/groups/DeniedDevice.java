package org.underpass.rules.groups;

import java.util.Map;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.rules.Given;
import org.underpass.rules.ModuleParameters;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B16: devices that vfio-pci refuses for their errata. */
public final class DeniedDevice implements Rule {
    private static final RuleInfo INFO = RuleText.of("B16", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("vfio-pci refuses this device")
            .why("The kernel keeps a list of devices with which a guest can break the isolation.")
            .cure("Do not give it away; disable_denylist=1 would allow it, for guests that are trusted.")
            .symptoms("exists in vfio-pci device denylist, driver probing disallowed")
            .references("Linux drivers/vfio/pci/vfio_pci.c, vfio_pci_dev_in_denylist")
            .info();

    private static final int INTEL = 0x8086;
    /** Ids as in include/linux/pci_ids.h. */
    private static final Map<Integer, String> DENIED = Map.of(0x0435, "QAT DH895xCC", 0x0443, "QAT DH895xCC, virtual",
            0x37c8, "QAT C62x", 0x37c9, "QAT C62x, virtual", 0x19e2, "QAT C3xxx", 0x19e3, "QAT C3xxx, virtual",
            0x0b25, "Data Streaming Accelerator", 0x0cfe, "In-Memory Analytics Accelerator");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        boolean allowed = ModuleParameters.isSet(host, "vfio_pci", "disable_denylist");
        for (HostFunction function : context.assignment().functions()) {
            String name = function.pci().vendor() == INTEL ? DENIED.get(function.pci().device()) : null;
            if (name != null) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .severity(allowed ? Severity.WARNING : Severity.ERROR)
                        .message(function.address() + " (" + name + ") is on the list of devices that vfio-pci refuses"
                                + (allowed ? ", which is switched off" : ""))
                        .at(Given.place(context, function.address()))
                        .evidence(Evidence.of(String.format("%04x:%04x", function.pci().vendor(),
                                function.pci().device()), function.source("device")))
                        .fix(new Fix.HostChange("switch the list off, for guests that are trusted",
                                Fix.HostChange.Kind.MODPROBE, "vfio-pci", "options vfio-pci disable_denylist=1"))
                        .build());
            }
        }
    }
}
