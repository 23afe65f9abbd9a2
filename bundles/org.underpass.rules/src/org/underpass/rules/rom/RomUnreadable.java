package org.underpass.rules.rom;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.Provenance;
import org.underpass.pci.rom.OptionRom;
import org.underpass.pci.rom.RomProblem;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
import org.underpass.rules.Logged;
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

/** E01: the ROM that the guest would see is none. */
public final class RomUnreadable implements Rule {
    private static final RuleInfo INFO = RuleText.of("E01", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the card's ROM cannot be read")
            .why("A guest whose firmware finds no ROM on its card shows nothing before its own driver is loaded.")
            .cure("Name a ROM file that was read from this model, or hide the ROM (bar: false) where the guest does "
                    + "not need it; integrated graphics does without.")
            .symptoms("Invalid PCI ROM header signature: expecting 0xaa55", "Cannot read device rom at",
                    "cat: rom: Input/output error")
            .references("Linux drivers/pci/rom.c", "QEMU hw/vfio/pci.c, vfio_pci_load_rom",
                    "https://github.com/tomitamoeko/VfioIgdPkg/issues/5",
                    "https://github.com/awilliam/rom-parser/issues/4")
            .info();

    private static final String BAD_SIGNATURE = "Invalid PCI ROM header signature";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Given.displays(context)) {
            Optional<RomFacts> facts = RomFacts.of(context, display);
            facts.flatMap(f -> wrong(context, f).map(evidence -> finding(context, f, evidence)))
                    .ifPresent(findings::accept);
        }
    }

    private static Optional<Evidence> wrong(RuleContext context, RomFacts facts) {
        Optional<OptionRom> rom = facts.rom();
        if (rom.isPresent()) {
            return rom.get().images().isEmpty() ? Optional.of(noImage(facts, rom.get())) : Optional.empty();
        }
        if (facts.isFile() && facts.dump().isAbsent()) {
            return Optional.of(Evidence.of("the host has no such file", facts.dump()));
        }
        return facts.isFile() ? Optional.empty()
                : Logged.find(context.host(), BAD_SIGNATURE, facts.function().address().toString());
    }

    private static Evidence noImage(RomFacts facts, OptionRom rom) {
        byte[] bytes = facts.dump().orElse(new byte[0]);
        long offset = rom.problems().stream().mapToLong(RomProblem::offset).findFirst().orElse(0);
        String start = bytes.length > 1 ? String.format("it begins with %02x %02x", bytes[0], bytes[1])
                : "it is " + bytes.length + " byte long";
        return Evidence.of("no ROM image with 55 aa is in it: " + start,
                Provenance.offset(facts.dump().source().file(), offset));
    }

    private static Finding finding(RuleContext context, RomFacts facts, Evidence evidence) {
        HostFunction function = facts.function();
        boolean builtIn = !facts.isFile() && Board.isOnRootBus(context.host(), function.address());
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .message((facts.isFile() ? "the ROM file for " : "the ROM of ") + function.address()
                        + (facts.dump().isAbsent() ? " is not there" : " cannot be used"))
                .at(Given.place(context, facts.device(), facts.path()))
                .evidence(evidence);
        if (builtIn) {
            return finding.severity(Severity.INFO)
                    .why("An adapter that is built in has no ROM of its own; guests do without.").build();
        }
        finding.fix(new Fix.Manual("name a ROM file that was read from this model", Fix.Manual.Where.PROFILE));
        if (facts.device().entry().isPresent()) {
            finding.fix(new Fix.EditProfile("hide the ROM from the guest, which then shows nothing before its driver "
                    + "is loaded", new ProfileEdit.Set(facts.device().path() + ".rom.bar", false)));
        }
        return finding.build();
    }
}
