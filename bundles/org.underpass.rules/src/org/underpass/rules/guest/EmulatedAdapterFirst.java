package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.VirtualAdapter;
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

/** F06: an emulated adapter takes the guest's picture. */
public final class EmulatedAdapterFirst implements Rule {
    private static final RuleInfo INFO = RuleText.of("F06", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("an emulated adapter takes the guest's picture")
            .why("The guest draws on the adapter that its firmware finds first, which is the emulated "
                    + "one, and the card's screen stays dark.")
            .cure("Leave the emulated adapter out, or make the card the primary one.")
            .references("https://github.com/joeknock90/Single-GPU-Passthrough",
                    "https://github.com/mroboff/vm-curator/issues/58")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        Optional<VirtualAdapter> adapter = vm.flatMap(v -> v.display().guest().adapter())
                .filter(a -> a != VirtualAdapter.NONE);
        boolean given = !Given.displays(context).isEmpty();
        boolean primary = vm.filter(v -> v.devices().stream().anyMatch(AssignedDevice::primary)).isPresent();
        boolean seen = vm.filter(v -> v.display().guest().lookingGlass().isPresent()).isPresent();
        if (adapter.isPresent() && given && !primary && !seen) {
            findings.accept(Finding.of(INFO, "display.guest.adapter")
                    .message("the guest draws on the emulated adapter " + adapter.get().word()
                            + ", not on the card's screen")
                    .at(context.location("display.guest.adapter"))
                    .evidence(new Evidence("display.guest.adapter is " + adapter.get().word()
                            + ", and no device is primary", vm.get().fileName()))
                    .fix(new Fix.EditProfile("leave the emulated adapter out",
                            new ProfileEdit.Set("display.guest.adapter", "none")),
                            new Fix.Manual("make the card primary (primary: true)", Fix.Manual.Where.PROFILE)).build());
        }
    }
}
