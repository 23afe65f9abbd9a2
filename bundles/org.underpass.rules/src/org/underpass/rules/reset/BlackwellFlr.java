package org.underpass.rules.reset;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.profile.BindingTime;
import org.underpass.profile.source.ProfileEdit;
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

/** D13: GeForce RTX 50 cards that are lost in a function-level reset. */
public final class BlackwellFlr implements Rule {
    private static final RuleInfo INFO = RuleText.of("D13", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the card may be lost in a function-level reset")
            .why("Several users of RTX 50 and RTX PRO Blackwell lose the card, and some the host, at the reset "
                    + "after the guest's shutdown.")
            .cure("Keep the card on vfio-pci all the time, out of D3cold, and shut the guest down cleanly; firmware "
                    + "and driver updates of the maker's may help.")
            .references("https://github.com/NVIDIA/open-gpu-kernel-modules/issues/853")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            Fact<List<String>> methods = display.resetMethods();
            boolean noFlr = methods.value().filter(m -> !m.contains("flr")).isPresent();
            if (!Chips.isConsumerBlackwell(display.pci()) || noFlr) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message(display.address() + " is a Blackwell card of a kind that some users lose in its "
                            + "function-level reset")
                    .at(Given.place(context, display.address()))
                    .evidence(Chips.evidence(display, "GeForce RTX 50 or RTX PRO Blackwell"));
            methods.value().ifPresent(m -> finding.evidence(
                    Evidence.of("reset_method=" + String.join(" ", m), methods)));
            boolean atBoot = Given.machine(context).flatMap(vm -> vm.preparation().binding())
                    .filter(BindingTime.BOOT::equals).isPresent();
            if (Given.machine(context).isPresent()) {
                if (!atBoot) {
                    finding.fix(new Fix.EditProfile("keep the card on vfio-pci from boot on",
                            new ProfileEdit.Set("preparation.binding", "boot")));
                }
                finding.fix(new Fix.EditProfile("keep the card out of D3cold",
                        new ProfileEdit.Set("preparation.keepAwake", true)));
            }
            findings.accept(finding.fix(new Fix.Manual("update the card's firmware and the guest's driver",
                    Fix.Manual.Where.GUEST)).build());
        }
    }
}
