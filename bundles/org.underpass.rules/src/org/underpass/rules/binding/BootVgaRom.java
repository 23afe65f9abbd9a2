package org.underpass.rules.binding;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.rules.Board;
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

/** C04: the machine started on the card, so its ROM has run already. */
public final class BootVgaRom implements Rule {
    private static final RuleInfo INFO = RuleText.of("C04", Severity.WARNING, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("the host started on this card and no ROM file is given")
            .why("Firmware has run the card's ROM and may have left another copy in its place, so the guest can stay "
                    + "black until its driver loads, or for good.")
            .cure("Give the guest a ROM file that was read from this model while another adapter was the first one, or "
                    + "let firmware start on another adapter.")
            .references("Unraid documentation, GPU passthrough",
                    "https://github.com/mroboff/vm-curator/issues/44")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            ResolvedDevice device = context.assignment().deviceOf(display.address()).orElseThrow();
            // An adapter on the root bus is a part of the processor or chipset and has no ROM of its own.
            if (!display.bootVga().orElse(false) || Board.isOnRootBus(context.host(), display.address())
                    || device.entry().flatMap(AssignedDevice::rom).isPresent()) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message("the host starts on " + display.address() + ", and the guest gets no ROM file for it")
                    .at(Given.place(context, device))
                    .evidence(Evidence.of("boot_vga=1", display.bootVga()))
                    .fix(new Fix.Manual("read the card's ROM while another adapter is the first one, and name the file "
                            + "as " + (device.path().isEmpty() ? "the device's rom.file" : device.path() + ".rom.file"),
                            Fix.Manual.Where.PROFILE),
                            new Fix.Manual("let firmware start on another adapter (primary display in its set-up)",
                                    Fix.Manual.Where.FIRMWARE));
            findings.accept(finding.build());
        }
    }
}
