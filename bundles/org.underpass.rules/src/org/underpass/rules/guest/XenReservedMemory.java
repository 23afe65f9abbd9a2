package org.underpass.rules.guest;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
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
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F04: Xen may refuse the device's reserved memory. */
public final class XenReservedMemory implements Rule {
    private static final RuleInfo INFO = RuleText.of("F04", Severity.WARNING, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("Xen may refuse the device's reserved memory")
            .why("Firmware reserves memory for Intel graphics where the guest wants its own, and Xen "
                    + "then ends the start unless it is told what to do.")
            .cure("Say rdmPolicy: relaxed for the device.")
            .references("Xen docs/man/xl.cfg.5.pod.in, rdm",
                    "Xen docs/man/xl-pci-configuration.5.pod, rdm_policy")
            .info();

    private static final int INTEL = 0x8086;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (!Given.forXen(context)) {
            return;
        }
        for (HostFunction function : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
            boolean said = device.entry().flatMap(AssignedDevice::xen).flatMap(x -> x.rdmPolicy()).isPresent();
            if (function.pci().vendor() == INTEL && function.address().bus() == 0 && !said
                    && device.entry().isPresent()) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message("what Xen does with memory that firmware reserved for " + function.address()
                                + " is left open")
                        .at(Given.place(context, device))
                        .evidence(new Evidence("integrated graphics of Intel's, and no xen.rdmPolicy",
                                function.source("vendor").toString()))
                        .fix(new Fix.EditProfile("go on where reserved memory collides",
                                new ProfileEdit.Set(device.path() + ".xen.rdmPolicy", "relaxed"))).build());
            }
        }
    }
}
