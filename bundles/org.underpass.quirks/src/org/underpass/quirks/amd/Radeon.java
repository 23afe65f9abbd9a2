package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.VersionNumber;
import org.underpass.quirks.Answer;
import org.underpass.quirks.Companions;
import org.underpass.quirks.Effect.Flag;
import org.underpass.quirks.Effect.Note;
import org.underpass.quirks.Match;
import org.underpass.quirks.Match.Kind;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.QuirkInfo;

/** What holds for every graphics card of AMD: no power-management reset, and functions that belong together. */
public final class Radeon extends TableQuirk {
    static final int ATI = 0x1002;

    static final List<Row> ROWS = List.of(
            new Row(Match.all(ATI, Kind.VGA).belowPort(true), "AMD graphics cards",
                    new Flag("pm", new VersionNumber(3, 19, 0),
                            "the change from D3hot to D0 leaves framebuffer and sync untouched, although the card "
                                    + "advertises a reset"),
                    "Linux drivers/pci/quirks.c, quirk_no_pm_reset"),
            new Row(Match.of(ATI, 0x15d8, 0x6900, 0x7310, 0x7312, 0x7318, 0x7319, 0x731a, 0x731b, 0x731e, 0x731f,
                            0x7340, 0x7341, 0x7347, 0x734f, 0x98e4),
                    "Navi 10 and 14, Iceland, Stoney, Raven",
                    new Note("Linux switches ATS off (on Raven for some boards only), since it needs a set-up by the "
                            + "driver; a guest's driver finds no ATS"),
                    "Linux drivers/pci/quirks.c, quirk_amd_harvest_no_ats"));

    public Radeon() {
        super(new QuirkInfo("amd.radeon", "AMD graphics cards in a slot: no power-management reset",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }

    @Override
    protected Assessment finish(Answer answer, HostFunction function, Host host) {
        if (function.pci().vendor() == ATI) {
            Companions.add(answer, function, host);
        }
        return answer.make();
    }
}
