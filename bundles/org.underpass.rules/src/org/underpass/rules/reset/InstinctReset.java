package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.Chips;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D15: Instinct accelerators that do not answer after VFIO's reset. */
public final class InstinctReset implements Rule {
    private static final RuleInfo INFO = RuleText.of("D15", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("the accelerator may not answer after VFIO's reset")
            .why("One user finds the configuration space of the physical function all ones after VFIO's reset, until "
                    + "the host is restarted.")
            .cure("Give a virtual function (made by the GIM driver) instead of the physical one.")
            .references("https://github.com/amd/MxGPU-Virtualization/issues/25")
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
                int id = function.pci().device();
                boolean reported = function.pci().vendor() == Chips.AMD && (id == 0x75a3 || id == 0x740f);
                if (reported && !function.physfn().isKnown()) {
                    findings.accept(Finding.of(INFO, function.address().toString())
                            .message(function.address()
                                    + " is an Instinct of a kind that one user lost in VFIO's reset")
                            .at(Given.place(context, device))
                            .evidence(Chips.evidence(function, "Instinct, the ids of the report"))
                            .fix(new Fix.Manual("give a virtual function of it instead (GIM driver, devices[].sriov)",
                                    Fix.Manual.Where.PROFILE))
                            .build());
                }
            }
        }
    }
}
