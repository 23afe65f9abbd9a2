package org.underpass.rules.groups;

import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B15: a function whose virtual functions exist is given away. */
public final class VirtualFunctionsExist implements Rule {
    private static final RuleInfo INFO = RuleText.of("B15", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("virtual functions of the device exist")
            .why("VFIO refuses a physical function as long as the host has virtual functions made on it.")
            .cure("Take the virtual functions away (sriov_numvfs to 0), or give one of them instead.")
            .symptoms("Cannot bind to PF with SR-IOV enabled")
            .references("Linux drivers/vfio/pci/vfio_pci_core.c, vfio_pci_core_register_device")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            if (device.entry().filter(e -> e.sriov().isPresent()).isPresent()) {
                continue; // A virtual function is given instead.
            }
            for (HostFunction function : device.functions()) {
                Fact<Integer> count = function.sriovNumVfs();
                boolean ours = function.driver().value().filter(Given::isHarmlessDriver).isPresent();
                if (count.orElse(0) > 0 && !ours) {
                    findings.accept(Finding.of(INFO, function.address().toString())
                            .message(count.orElse(0) + " virtual functions exist on " + function.address())
                            .at(Given.place(context, device))
                            .evidence(Evidence.of("sriov_numvfs=" + count.orElse(0), count))
                            .fix(new Fix.HostChange("take the virtual functions away",
                                    Fix.HostChange.Kind.SYSFS, count.source().file(), "0"))
                            .build());
                }
            }
        }
    }
}
