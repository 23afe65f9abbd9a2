package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.quirks.Answer;
import org.underpass.quirks.Match;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * Bonaire and Hawaii. They ignore a bus reset; QEMU resets them by itself when the kernel has no method that works,
 * and {@link ConfigReset} is that routine as steps.
 */
public final class SeaIslands implements Quirk {
    private static final String SOURCE = "QEMU hw/vfio/pci-quirks.c, vfio_radeon_reset";

    static final Match BONAIRE = Match.of(Radeon.ATI, 0x6649, 0x6650, 0x6651, 0x6658, 0x665c, 0x665d);
    static final Match HAWAII = Match.of(Radeon.ATI, 0x67a0, 0x67a1, 0x67a2, 0x67a8, 0x67a9, 0x67aa, 0x67b0, 0x67b1,
            0x67b8, 0x67b9, 0x67ba, 0x67be);

    private static final QuirkInfo INFO = new QuirkInfo("amd.sea-islands",
            "Radeon R7 260, R9 290/390 and relatives (Bonaire, Hawaii): deaf to a bus reset",
            List.of("https://gitlab.com/qemu-project/qemu/-/blob/master/hw/vfio/pci-quirks.c"));

    @Override
    public QuirkInfo info() {
        return INFO;
    }

    @Override
    public Assessment assess(HostFunction function, Host host) {
        if (BONAIRE.test(function, host)) {
            return judge("Bonaire", function, host);
        }
        return HAWAII.test(function, host) ? judge("Hawaii", function, host) : Assessment.notMine();
    }

    private static Assessment judge(String chip, HostFunction function, Host host) {
        Answer answer = new Answer(host);
        String deaf = chip + " ignores a bus reset: a guest that loads its driver a second time fails, Windows with a "
                + "blue screen";
        answer.verdict("bus", Verdict.BAD, deaf);
        answer.evidence(deaf, SOURCE);
        PciFunction pci = function.pci();
        if (!pci.bars().isEmpty() && pci.bars().stream().noneMatch(b -> b.index() == ConfigReset.BAR)) {
            answer.evidence("the function shows BARs, and no BAR " + ConfigReset.BAR, "BARs of " + pci.address());
            return answer.blocked("the registers that a reset of " + chip + " needs lie in BAR " + ConfigReset.BAR
                    + ", which this function does not show");
        }
        answer.knownBad(chip + " does not come back from the kernel's resets; QEMU resets it by itself, and only while "
                + "the firmware of its SMC runs");
        answer.evidence("QEMU's routine and these steps do nothing for a card whose SMC is stopped", SOURCE);
        answer.routine(ConfigReset.routine());
        return answer.make();
    }
}
