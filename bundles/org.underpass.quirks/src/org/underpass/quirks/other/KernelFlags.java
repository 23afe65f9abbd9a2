package org.underpass.quirks.other;

import java.util.List;
import org.underpass.host.VersionNumber;
import org.underpass.quirks.Effect.Flag;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * Atheros, Cavium, Texas Instruments and MediaTek. A flag on Cavium's root port forbids the reset of the bus below
 * it; whoever judges a function there asks about the port too.
 */
public final class KernelFlags extends TableQuirk {
    private static final String NO_BUS_RESET = "Linux drivers/pci/quirks.c, quirk_no_bus_reset";

    static final List<Row> ROWS = List.of(
            new Row(Match.of(0x168c, 0x0030, 0x0032, 0x0033, 0x0034, 0x003c, 0x003e), "Atheros AR9xxx and QCA988x",
                    new Flag("bus", "after a bus reset its link stays down and config space is lost"),
                    NO_BUS_RESET),
            new Row(Match.of(0x177d, 0xa100), "Cavium's root port",
                    new Flag("bus", "the link below it does not come back from a bus reset"),
                    NO_BUS_RESET),
            new Row(Match.of(0x104c, 0xb005), "Texas Instruments KeyStone C667x",
                    new Flag("bus", "its link does not come back from a bus reset"),
                    NO_BUS_RESET),
            new Row(Match.of(0x14c3, 0x0616), "MediaTek MT7922",
                    new Flag("flr", new VersionNumber(6, 14, 0), "a function-level reset hangs the device"),
                    "Linux drivers/pci/quirks.c, quirk_no_flr"));

    public KernelFlags() {
        super(new QuirkInfo("other.kernel-flags", "Atheros, Cavium, TI, MediaTek: resets that the kernel refuses",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }
}
