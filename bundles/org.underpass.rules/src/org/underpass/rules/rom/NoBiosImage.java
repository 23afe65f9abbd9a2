package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.rom.OptionRom;
import org.underpass.profile.FirmwareType;
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

/** E03: a guest with BIOS firmware gets a ROM without an image for it. */
public final class NoBiosImage implements Rule {
    private static final RuleInfo INFO = RuleText.of("E03", Severity.ERROR, Basis.INFERENCE, Scope.ASSIGNMENT)
            .title("the ROM has no image for BIOS")
            .why("BIOS firmware runs only images of code type 0, so the guest stays black until its own driver is "
                    + "loaded.")
            .cure("Let the guest start with UEFI firmware, or name a ROM file with a BIOS image.")
            .references("PCI Firmware Specification 3.3, section 5")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (RomFacts.firmware(context).filter(FirmwareType.BIOS::equals).isEmpty()) {
            return;
        }
        for (HostFunction display : Given.displays(context)) {
            Optional<RomFacts> facts = RomFacts.of(context, display);
            Optional<OptionRom> rom = facts.flatMap(RomFacts::rom);
            if (rom.isPresent() && !rom.get().images().isEmpty() && !rom.get().hasLegacy()) {
                RomFacts known = facts.get();
                findings.accept(Finding.of(INFO, display.address().toString())
                        .severity(known.isOnlyScreen(context) ? Severity.ERROR : Severity.WARNING)
                        .message((known.isFile() ? "the ROM file for " : "the ROM of ") + display.address()
                                + " has no image for BIOS, and the guest starts with BIOS firmware")
                        .at(Given.place(context, known.device(), known.path()))
                        .evidence(Evidence.of("no image of code type 0", known.dump()))
                        .fix(new Fix.EditProfile("let the guest start with UEFI firmware",
                                new ProfileEdit.Set("firmware.type", "uefi")))
                        .build());
            }
        }
    }
}
