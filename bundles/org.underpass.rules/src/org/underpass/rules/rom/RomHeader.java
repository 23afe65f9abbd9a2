package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.rom.OptionRom;
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

/** E05: a ROM file that begins with what a flash tool put there. */
public final class RomHeader implements Rule {
    private static final RuleInfo INFO = RuleText.of("E05", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the ROM file begins with a flash tool's header")
            .why("A guest's firmware looks for 55 AA at the very start and ignores a file that begins with anything "
                    + "else.")
            .cure("Cut off what stands before the first 55 AA.")
            .references("RisingPrism single GPU passthrough wiki, step 6")
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
            if (rom.filter(OptionRom::hasHeader).isPresent()) {
                findings.accept(Finding.of(INFO, display.address().toString())
                        .message("the ROM file for " + display.address() + " begins with an "
                                + rom.get().header().orElse("unknown header") + " of " + rom.get().start() + " bytes")
                        .at(Given.place(context, facts.get().device(), "rom.file"))
                        .evidence(Evidence.of(String.format("the first image begins at 0x%x", rom.get().start()),
                                Provenance.offset(facts.get().dump().source().file(), rom.get().start())))
                        .fix(new Fix.Manual("cut off the first " + rom.get().start() + " bytes of the file",
                                Fix.Manual.Where.HOST))
                        .build());
            }
        }
    }
}
