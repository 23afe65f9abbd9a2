package org.underpass.rules.rom;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.rom.OptionRom;
import org.underpass.pci.rom.RomProblem;
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

/** E04: a ROM file that ends too early. */
public final class RomCutOff implements Rule {
    private static final RuleInfo INFO = RuleText.of("E04", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the ROM file is cut off")
            .why("An image that says it is longer than the file, or is not the last and nothing follows, does not run.")
            .cure("Read the ROM from the card again, with nothing else using it.")
            .symptoms("ran off the end")
            .references("https://github.com/awilliam/rom-parser/issues/5")
            .info();

    private static final Set<RomProblem.Kind> CUT = Set.of(RomProblem.Kind.CUT_OFF, RomProblem.Kind.NO_LAST_IMAGE,
            RomProblem.Kind.LENGTH_ZERO);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            Optional<RomFacts> facts = RomFacts.of(context, display).filter(RomFacts::isFile);
            Optional<OptionRom> rom = facts.flatMap(RomFacts::rom).filter(r -> !r.images().isEmpty());
            Optional<RomProblem> cut = rom.flatMap(r -> r.problems().stream().filter(p -> CUT.contains(p.kind()))
                    .findFirst());
            cut.ifPresent(problem -> findings.accept(Finding.of(INFO, display.address().toString())
                    .message("the ROM file for " + display.address() + " is cut off")
                    .at(Given.place(context, facts.get().device(), "rom.file"))
                    .evidence(Evidence.of(problem.kind() == RomProblem.Kind.CUT_OFF
                            ? "the file ends before the image does" : "the last image says that more follow",
                            Provenance.offset(facts.get().dump().source().file(), problem.offset())))
                    .fix(new Fix.Manual("read the ROM from the card again", Fix.Manual.Where.HOST))
                    .build()));
        }
    }
}
