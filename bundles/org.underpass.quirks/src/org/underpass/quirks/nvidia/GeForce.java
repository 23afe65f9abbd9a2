package org.underpass.quirks.nvidia;

import java.time.Duration;
import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.VersionNumber;
import org.underpass.pci.PciFunction;
import org.underpass.quirks.Answer;
import org.underpass.quirks.Companions;
import org.underpass.quirks.Effect.Note;
import org.underpass.quirks.Effect.Settle;
import org.underpass.quirks.Match;
import org.underpass.quirks.Match.Kind;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.QuirkInfo;

/** What holds for NVIDIA's graphics cards of every generation, and one notebook. */
public final class GeForce extends TableQuirk {
    static final int NVIDIA = 0x10de;

    static final List<Row> ROWS = List.of(
            new Row(Match.all(NVIDIA, Kind.AUDIO), "NVIDIA audio functions",
                    new Settle(Duration.ofMillis(20), new VersionNumber(6, 4, 0),
                            "an Ampere card can wedge when a bus reset follows too soon on the audio function's "
                                    + "change to D0, so it is given 20 ms"),
                    "Linux drivers/pci/quirks.c, quirk_nvidia_hda_pm"),
            new Row(Match.of(NVIDIA, 0x13b1).board(0x17aa, 0x222e), "Quadro M1000M in a Lenovo P50",
                    new Note("the firmware may leave it initialised, which breaks the next driver; Linux resets its "
                            + "bus once while the host starts"),
                    "Linux drivers/pci/quirks.c, quirk_reset_lenovo_thinkpad_p50_nvgpu"));

    public GeForce() {
        super(new QuirkInfo("nvidia.geforce", "NVIDIA graphics cards: functions that belong together, and their pace",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }

    @Override
    protected Assessment finish(Answer answer, HostFunction function, Host host) {
        PciFunction pci = function.pci();
        if (pci.vendor() == NVIDIA) {
            Companions.add(answer, function, host);
            hiddenAudio(answer, pci, host);
        }
        return answer.make();
    }

    /** The bit is in the first page of extended config space; most captures show it. */
    private static void hiddenAudio(Answer answer, PciFunction pci, Host host) {
        boolean alone = host.topology().slotMates(pci.address()).isEmpty();
        if (!pci.isDisplay() || !alone || pci.config().isEmpty() || !pci.config().get().has(0x488, 4)) {
            return;
        }
        if ((pci.config().get().u32(0x488) & 1L << 25) == 0) {
            answer.evidence("its audio function is hidden: bit 25 of config register 488 is clear; Linux sets it when "
                    + "it finds or resumes the card, and the function appears only then",
                    "Linux drivers/pci/quirks.c, quirk_nvidia_hda");
        }
    }
}
