package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F03: below Xen, guest memory may lie where the card's BARs are. */
public final class XenMemoryHole implements Rule {
    private static final RuleInfo INFO = RuleText.of("F03", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("guest memory may overlap the card's BARs")
            .why("Device models that fix the end of low memory at 3.5 GiB let guest memory and the BARs of a graphics "
                    + "card overlap, and the guest crashes.")
            .cure("Stay below 3.5 GiB on a try, or use a device model that moves the hole (mmio_hole).")
            .references("https://github.com/QubesOS/qubes-issues/issues/4321")
            .info();

    private static final long LIMIT = 3584L << 20;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || !Given.forXen(context) || Given.displays(context).isEmpty()
                || vm.get().machine().memory() <= LIMIT) {
            return;
        }
        // Which device model runs is not shown, and most move the hole: a hint, whatever it is where it applies.
        findings.accept(Finding.of(INFO, "machine.memory")
                .severity(Severity.WARNING)
                .message("with " + Sizes.of(vm.get().machine().memory()) + " of memory and a graphics card, some of "
                        + "Xen's device models crash the guest")
                .at(context.location("machine.memory"))
                .evidence(new Evidence("machine.memory is " + Sizes.of(vm.get().machine().memory()),
                        vm.get().fileName()))
                .fix(new Fix.EditProfile("try with " + Sizes.of(LIMIT),
                        new ProfileEdit.Set("machine.memory", "3584 MiB")))
                .build());
    }
}
