package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.GuestAddress;
import org.underpass.profile.source.ProfileEdit;
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

/** F07: the card's functions land in different slots of the guest. */
public final class AudioInOtherSlot implements Rule {
    private static final RuleInfo INFO = RuleText.of("F07", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the card's functions land in different slots of the guest")
            .why("Drivers look for the card's sound beside its graphics, in the same slot; elsewhere "
                    + "they do not find it.")
            .cure("Give the card as one device, with all its functions in one slot.")
            .references("https://github.com/Leoyzen/KVM-Opencore/issues/2")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (Given.machine(context).isEmpty()) {
            return;
        }
        for (HostFunction display : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(display.address()).orElseThrow();
            boolean apart = device.functions().size() > 1
                    && device.entry().flatMap(AssignedDevice::multifunction).filter(m -> !m).isPresent();
            Optional<ResolvedDevice> other = context.assignment().devices().stream().filter(d -> d != device)
                    .filter(d -> d.functions().stream().anyMatch(f -> f.pci().isAudio()
                            && f.address().sameSlot(display.address()) && !f.physfn().isKnown()))
                    .filter(d -> !sameSlot(device, d)).findFirst();
            if (apart || other.isPresent()) {
                Finding.Builder finding = Finding.of(INFO, display.address().toString())
                        .message("graphics and sound of " + display.address() + " land in different slots of the guest")
                        .at(Given.place(context, other.orElse(device)));
                if (apart) {
                    finding.evidence(new Evidence(device.path() + ".multifunction is false", device.path()))
                            .fix(new Fix.EditProfile("keep the functions in one slot",
                                    new ProfileEdit.Remove(device.path() + ".multifunction")));
                } else {
                    finding.evidence(new Evidence(device.path() + " and " + other.get().path()
                            + " are one card, given as two devices", other.get().path()))
                            .fix(new Fix.EditProfile("leave the second out, and give the card with all its functions",
                                    new ProfileEdit.Remove(other.get().path())));
                }
                findings.accept(finding.build());
            }
        }
    }

    private static boolean sameSlot(ResolvedDevice one, ResolvedDevice two) {
        Optional<GuestAddress> first = one.entry().flatMap(AssignedDevice::guestAddress);
        Optional<GuestAddress> second = two.entry().flatMap(AssignedDevice::guestAddress);
        return first.isPresent() && second.isPresent() && first.get().bus() == second.get().bus()
                && first.get().device() == second.get().device();
    }
}
