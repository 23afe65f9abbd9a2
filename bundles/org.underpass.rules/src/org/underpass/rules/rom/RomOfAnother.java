package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.rom.OptionRom;
import org.underpass.pci.rom.RomImage;
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

/** E06: a ROM file of another card. */
public final class RomOfAnother implements Rule {
    private static final RuleInfo INFO = RuleText.of("E06", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the ROM file belongs to another card")
            .why("A ROM brings up the card it was made for; QEMU repairs a wrong device id only where the vendor "
                    + "matches, and code for another card can damage the picture or hang.")
            .cure("Read the ROM from this very card.")
            .references("QEMU hw/vfio/pci.c, vfio_pci_load_rom")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            Optional<RomFacts> facts = RomFacts.of(context, display).filter(RomFacts::isFile);
            Optional<OptionRom> rom = facts.flatMap(RomFacts::rom).filter(r -> !r.images().isEmpty());
            if (rom.isEmpty() || rom.get().images().stream().anyMatch(image -> fits(image, display))) {
                continue;
            }
            RomImage image = rom.get().images().get(0);
            findings.accept(Finding.of(INFO, display.address().toString())
                    .message(String.format("the ROM file for %s is made for %04x:%04x, and the card is %04x:%04x",
                            display.address(), image.vendor(), image.device(), display.pci().vendor(),
                            display.pci().device()))
                    .at(Given.place(context, facts.get().device(), "rom.file"))
                    .evidence(Evidence.of(String.format("ids %04x:%04x in the image", image.vendor(), image.device()),
                                    Provenance.offset(facts.get().dump().source().file(), image.offset())),
                            Evidence.of(String.format("the card is %04x:%04x", display.pci().vendor(),
                                    display.pci().device()), display.source("device")))
                    .fix(new Fix.Manual("read the ROM from this very card", Fix.Manual.Where.HOST))
                    .build());
        }
    }

    private static boolean fits(RomImage image, HostFunction card) {
        RomImage.Fit fit = image.fit(card.pci().vendor(), card.pci().device());
        return fit == RomImage.Fit.SAME || fit == RomImage.Fit.LISTED;
    }
}
