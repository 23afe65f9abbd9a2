package org.underpass.rules.guest;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.VmProfile;
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

/** F15: computing may miss PCIe atomics. */
public final class AtomicsLost implements Rule {
    private static final RuleInfo INFO = RuleText.of("F15", Severity.INFO, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("computing may miss PCIe atomics")
            .why("QEMU tells the guest that its root port passes atomic operations on only where a "
                    + "single function sits right below it, and ROCm wants them.")
            .cure("For computing, give function 0 alone on a root port of its own.")
            .references("QEMU hw/vfio/pci.c, vfio_pci_enable_rp_atomics")
            .info();

    private static final int AMD = 0x1002;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        boolean linux = Given.machine(context).flatMap(VmProfile::os).filter(GuestSystem.LINUX::equals).isPresent();
        for (HostFunction function : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
            boolean together = device.functions().size() > 1
                    && device.entry().flatMap(AssignedDevice::multifunction).orElse(true);
            if (linux && together && function.pci().vendor() == AMD && !Given.forXen(context)) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message("ROCm in the guest may miss PCIe atomics: " + function.address()
                                + " shares its slot with other functions")
                        .at(Given.place(context, device))
                        .evidence(new Evidence(device.functions().size() + " functions in one slot of the guest",
                                device.path()))
                        .fix(new Fix.Manual("for computing, keep each function in a slot of its own (multifunction: "
                                + "false)", Fix.Manual.Where.PROFILE)).build());
            }
        }
    }
}
