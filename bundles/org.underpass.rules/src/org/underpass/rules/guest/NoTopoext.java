package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostProcessors;
import org.underpass.profile.Cpu;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
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

/** F12: an AMD guest does not see which threads share a core. */
public final class NoTopoext implements Rule {
    private static final RuleInfo INFO = RuleText.of("F12", Severity.WARNING, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("an AMD guest does not see which threads share a core")
            .why("Without the feature topoext a guest on an AMD processor takes threads for whole "
                    + "cores, and schedules badly.")
            .cure("Switch topoext on.")
            .references("https://looking-glass.io/docs/")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<Cpu> cpu = Given.machine(context).map(VmProfile::cpu);
        Fact<HostProcessors.Vendor> vendor = context.host().processors().vendor();
        if (cpu.filter(c -> c.threads().orElse(1) > 1 && !c.features().getOrDefault("topoext", false)).isEmpty()
                || vendor.value().filter(HostProcessors.Vendor.AMD::equals).isEmpty() || Given.forXen(context)) {
            return;
        }
        boolean able = context.host().processors().flags().value().map(f -> f.contains("topoext")).orElse(true);
        if (able) {
            findings.accept(Finding.of(INFO, "cpu.threads")
                    .message("the guest has " + cpu.get().threads().getAsInt()
                            + " threads a core and cannot see it without topoext")
                    .at(context.location("cpu.threads"))
                    .evidence(Evidence.of("the processor is AMD's", vendor))
                    .fix(new Fix.EditProfile("switch topoext on", new ProfileEdit.Set("cpu.features.topoext", true)))
                    .build());
        }
    }
}
