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
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D06: a routine for another family is used on a processor's adapter. */
public final class ForeignRoutine implements Rule {
    private static final RuleInfo INFO = RuleText.of("D06", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("vendor-reset was extended by a processor's adapter")
            .why("No routine of vendor-reset fits the graphics adapters of AMD's processors: with the id added, the "
                    + "security processor does not answer, and the adapter is lost until the next boot.")
            .cure("Take device_specific out of reset_method, and have the guest switch the adapter off before it shuts "
                    + "down.")
            .symptoms("PSP did not acknowledger reset")
            .references("https://github.com/gnif/vendor-reset/issues/82",
                    "https://github.com/gnif/vendor-reset/issues/73")
            .info();

    private static final String METHOD = "device_specific";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            Fact<List<String>> methods = function.resetMethods();
            if (!Chips.isApu(function.pci()) || methods.value().filter(m -> m.contains(METHOD)).isEmpty()) {
                continue;
            }
            List<String> others = methods.orElse(List.of()).stream().filter(m -> !m.equals(METHOD)).toList();
            findings.accept(Finding.of(INFO, function.address().toString())
                    .message("a device-specific reset is set for " + function.address()
                            + ", a processor's adapter, for which vendor-reset has no routine")
                    .at(Given.place(context, function.address()))
                    .evidence(Chips.evidence(function, "a processor's adapter"),
                            Evidence.of("reset_method=" + String.join(" ", methods.orElse(List.of())), methods))
                    .fix(new Fix.HostChange("take device_specific out of its reset methods",
                                    Fix.HostChange.Kind.SYSFS, function.source("reset_method").file(),
                                    String.join(" ", others)),
                            new Fix.Manual("have the guest switch the adapter off before it shuts down "
                                    + "(RadeonResetBugFix service)", Fix.Manual.Where.GUEST))
                    .build());
        }
    }
}
