package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.rom.OptionRom;
import org.underpass.pci.rom.RomImage;
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

/** E02: a guest with UEFI firmware gets a ROM without an image for it. */
public final class NoEfiImage implements Rule {
    private static final RuleInfo INFO = RuleText.of("E02", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the ROM has no image for UEFI")
            .why("UEFI firmware runs only images of code type 3, so the guest stays black until its own driver is "
                    + "loaded, which an installer often never reaches.")
            .cure("Name a ROM file with a UEFI image, or let the guest start with BIOS firmware.")
            .references("Proxmox VE documentation, PCI passthrough", "https://github.com/awilliam/rom-parser")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (RomFacts.firmware(context).filter(FirmwareType.UEFI::equals).isEmpty()) {
            return;
        }
        for (HostFunction display : Given.displays(context)) {
            Optional<RomFacts> facts = RomFacts.of(context, display);
            Optional<OptionRom> rom = facts.flatMap(RomFacts::rom);
            if (rom.isPresent() && !rom.get().images().isEmpty() && !rom.get().hasEfi()) {
                findings.accept(finding(context, facts.get(), rom.get()));
            }
        }
    }

    private static Finding finding(RuleContext context, RomFacts facts, OptionRom rom) {
        Finding.Builder finding = Finding.of(INFO, facts.function().address().toString())
                .severity(facts.isOnlyScreen(context) ? Severity.ERROR : Severity.WARNING)
                .message((facts.isFile() ? "the ROM file for " : "the ROM of ") + facts.function().address()
                        + " has no image for UEFI, and the guest starts with UEFI firmware")
                .at(Given.place(context, facts.device(), facts.path()));
        for (RomImage image : rom.images()) {
            finding.evidence(Evidence.of("an image for " + image.codeTypeName(),
                    Provenance.offset(facts.dump().source().file(), image.offset())));
        }
        return finding.fix(new Fix.Manual("name a ROM file with a UEFI image", Fix.Manual.Where.PROFILE),
                new Fix.EditProfile("let the guest start with BIOS firmware",
                        new ProfileEdit.Set("firmware.type", "bios"))).build();
    }
}
