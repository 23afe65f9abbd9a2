package org.underpass.rules.reset;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
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

/** D19: the host may go to sleep while a guest has the card. */
public final class SleepWhileGiven implements Rule {
    private static final RuleInfo INFO = RuleText.of("D19", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the host may sleep while a guest has the card")
            .why("No driver of the host saves a card that a guest uses, or its virtual functions, so after a suspend "
                    + "the card stays dark.")
            .cure("Keep the host from sleeping while the guest runs, or suspend the guest first.")
            .references("https://github.com/tiiuae/ghaf/issues/1951",
                    "https://github.com/strongtz/i915-sriov-dkms/issues/206",
                    "https://github.com/intel/gvt-linux/issues/156")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || vm.get().switching().inhibitSleep()) {
            return;
        }
        for (HostFunction display : context.assignment().functions().stream().filter(f -> f.pci().isDisplay())
                .limit(1).toList()) {
            Finding.Builder finding = Finding.of(INFO, "switch.inhibitSleep")
                    .message("the host may go to sleep while the guest has " + display.address())
                    .at(context.location("switch.inhibitSleep"))
                    .evidence(new Evidence("switch.inhibitSleep is false", vm.get().fileName()));
            display.sriovNumVfs().value().filter(n -> n > 0).ifPresent(n -> finding.evidence(
                    Evidence.of("sriov_numvfs=" + n, display.sriovNumVfs())));
            findings.accept(finding.fix(new Fix.EditProfile("keep the host awake while the guest runs",
                    new ProfileEdit.Set("switch.inhibitSleep", true))).build());
        }
    }
}
