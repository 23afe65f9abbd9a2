package org.underpass.rules.guest;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.GuestSystem;
import org.underpass.profile.VmProfile;
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

/** F16: sound over HDMI crackles on Windows. */
public final class SoundWithoutMessages implements Rule {
    private static final RuleInfo INFO = RuleText.of("F16", Severity.WARNING, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("sound over HDMI crackles on Windows")
            .why("Windows uses a line interrupt for the card's sound unless it is told otherwise, and "
                    + "through a hypervisor that is too slow.")
            .cure("Switch message-signalled interrupts on for the sound device in the guest's registry "
                    + "(MSISupported = 1).")
            .references("Unraid documentation, VM sound over HDMI")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (Given.machine(context).flatMap(VmProfile::os).filter(GuestSystem.WINDOWS::equals).isEmpty()) {
            return;
        }
        for (HostFunction function : context.assignment().functions()) {
            boolean able = function.pci().capability(org.underpass.pci.Msi.class).isPresent();
            if (function.pci().isAudio() && able) {
                findings.accept(Finding.of(INFO, function.address().toString())
                        .severity(Severity.INFO)
                        .message("if sound of " + function.address() + " crackles, its interrupts are the cause")
                        .at(Given.place(context, function.address()))
                        .evidence(new Evidence("it can signal interrupts by messages (MSI)",
                                function.source("config").toString()))
                        .fix(new Fix.Manual("set MSISupported to 1 for it in the guest's registry",
                                Fix.Manual.Where.GUEST)).build());
            }
        }
    }
}
