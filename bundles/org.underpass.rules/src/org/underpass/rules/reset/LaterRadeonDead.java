package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.Chips;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D20: Radeons without any public reset that some users find dead after the guest. */
public final class LaterRadeonDead implements Rule {
    private static final RuleInfo INFO = RuleText.of("D20", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("the card may be dead after the guest's shutdown")
            .why("There is no public reset for Radeon RX 7000 and 9000, and some users find theirs dead after the "
                    + "guest until the host has slept for a moment.")
            .cure("Shut the guest down cleanly; where the card stays dead, a suspend of the host with a wake-up timer "
                    + "revives it, which a plug-in can describe.")
            .references("https://github.com/urbanyl/GPU-Passthrough-for-KVM-QEMU-on-Linux/issues/4",
                    "https://github.com/gnif/vendor-reset/issues/35",
                    "https://github.com/gnif/vendor-reset/issues/107")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            boolean third = Chips.isNavi3x(display.pci());
            if (!third && !Chips.isNavi4x(display.pci())) {
                continue;
            }
            String family = third ? "Navi 3x (RX 7000)" : "Navi 4x (RX 9000)";
            findings.accept(Finding.of(INFO, display.address().toString())
                    .message(display.address() + " is a " + family + " card: some users find it dead after the guest")
                    .at(Given.place(context, display.address()))
                    .evidence(Chips.evidence(display, family))
                    .fix(new Fix.HostChange("install a plug-in whose routine puts the host to sleep for two seconds",
                                    Fix.HostChange.Kind.INSTALL, "plug-in", "quirk"),
                            new Fix.Manual("shut the guest down cleanly, never by force", Fix.Manual.Where.GUEST))
                    .build());
        }
    }
}
