package org.underpass.rules.binding;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
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

/** C14: the card's audio function is on the host's sound driver. */
public final class AudioGrabbed implements Rule {
    private static final RuleInfo INFO = RuleText.of("C14", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the sound driver has the card's audio function")
            .why("The card's audio function went to the host's sound driver, and taking it away while a sound server "
                    + "listens hangs.")
            .cure("Bind the audio function by its address too, or load vfio-pci before snd_hda_intel.")
            .references("https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/22",
                    "https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/32",
                    "https://github.com/joeknock90/Single-GPU-Passthrough/issues/21")
            .info();

    private static final String MODULE = "snd_hda_intel";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<PciAddress> given = context.assignment().addresses();
        Set<PciAddress> told = new TreeSet<>();
        for (HostFunction display : Given.displays(context)) {
            boolean bound = display.driver().value().filter(Given::isHarmlessDriver).isPresent();
            for (HostFunction audio : Given.companions(context.host(), display)) {
                boolean grabbed = audio.pci().isAudio() && audio.driver().value().filter(MODULE::equals).isPresent();
                // Where both are still on the host's drivers, the preparation for the host's start binds both.
                if (!grabbed || !given.contains(audio.address()) || !bound && !Given.bindsAtStart(context)
                        || DriverWins.speaksOf(context, audio) || !told.add(audio.address())) {
                    continue;
                }
                findings.accept(Finding.of(INFO, audio.address().toString())
                        .message(audio.address() + ", the audio function of the card at " + display.address()
                                + ", is on " + MODULE
                                + (bound ? ", though the card is on " + display.driver().orElse("") : ""))
                        .at(Given.place(context, audio.address()))
                        .evidence(Evidence.of("driver " + MODULE, audio.driver()),
                                Evidence.of("driver " + display.driver().orElse("none") + " of " + display.address(),
                                        display.driver()))
                        .fix(new Fix.HostChange("bind " + audio.address() + " to vfio-pci by its address",
                                        Fix.HostChange.Kind.DRIVER_OVERRIDE, audio.address().toString(), "vfio-pci"),
                                new Fix.HostChange("load vfio-pci before " + MODULE, Fix.HostChange.Kind.MODPROBE,
                                        MODULE, "softdep " + MODULE + " pre: vfio-pci"))
                        .build());
            }
        }
    }
}
