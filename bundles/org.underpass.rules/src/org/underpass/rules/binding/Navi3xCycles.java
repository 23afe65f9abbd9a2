package org.underpass.rules.binding;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.host.VersionNumber;
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

/** C16: cards that crash the host after a few rounds on newer kernels. */
public final class Navi3xCycles implements Rule {
    private static final RuleInfo INFO = RuleText.of("C16", Severity.WARNING, Basis.SINGLE_REPORT, Scope.ASSIGNMENT)
            .title("the host may crash after two or three starts of the guest")
            .why("One user's RDNA3 card crashes the host after two or three rounds of guest and host since Linux "
                    + "6.15.")
            .cure("Use an older kernel, have the guest switch the card off before it shuts down, or put the host to "
                    + "sleep for a moment between two starts.")
            .references("https://github.com/void-linux/void-packages/issues/56829",
                    "https://bugzilla.kernel.org/show_bug.cgi?id=220471")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<VersionNumber> version = context.host().kernel().version();
        boolean reported = version.value().filter(v -> v.atLeast(6, 15)).isPresent();
        for (HostFunction display : reported ? Given.displays(context) : List.<HostFunction>of()) {
            if (!Chips.isNavi3x(display.pci())) {
                continue;
            }
            findings.accept(Finding.of(INFO, display.address().toString())
                    .message(display.address() + " is a card of a family that crashed one user's host after a few "
                            + "starts since Linux 6.15")
                    .at(Given.place(context, display.address()))
                    .evidence(Chips.evidence(display, "Navi 3x (RX 7000)"),
                            Evidence.of("Linux " + version.orElse(null), version))
                    .fix(new Fix.Manual("use a kernel before 6.15", Fix.Manual.Where.HOST),
                            new Fix.Manual("have the guest switch the card off before it shuts down",
                                    Fix.Manual.Where.GUEST))
                    .build());
        }
    }
}
