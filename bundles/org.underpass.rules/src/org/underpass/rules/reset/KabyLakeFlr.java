package org.underpass.rules.reset;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.rules.Chips;
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

/** D16: an integrated adapter whose function-level reset freezes the host. */
public final class KabyLakeFlr implements Rule {
    private static final RuleInfo INFO = RuleText.of("D16", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("the adapter's function-level reset may freeze the host")
            .why("One user's HD Graphics 630 never becomes ready after a function-level reset, and the host freezes "
                    + "with it.")
            .cure("Name another reset method for it, or keep the guest running as long as the host does.")
            .symptoms("ms after FLR")
            .references("https://github.com/patmagauran/i915ovmfPkg/issues/23")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            List<String> forced = ForcedMethods.of(device);
            for (HostFunction function : device.functions()) {
                Fact<List<String>> methods = function.resetMethods();
                boolean other = !forced.isEmpty() && !forced.contains("flr")
                        || methods.value().filter(m -> !m.contains("flr")).isPresent();
                if (function.pci().vendor() != Chips.INTEL || function.pci().device() != 0x5912 || other) {
                    continue;
                }
                Finding.Builder finding = Finding.of(INFO, function.address().toString())
                        .message(function.address() + " is an HD Graphics 630, which froze one user's host in its "
                                + "function-level reset")
                        .at(Given.place(context, device))
                        .evidence(Chips.evidence(function, "HD Graphics 630"));
                methods.value().ifPresent(m -> finding.evidence(
                        Evidence.of("reset_method=" + String.join(" ", m), methods)));
                findings.accept(finding.fix(new Fix.HostChange("keep the kernel from resetting it",
                        Fix.HostChange.Kind.SYSFS, function.source("reset_method").file(), "")).build());
            }
        }
    }
}
