package org.underpass.quirks.intel;

import java.util.List;
import org.underpass.host.VersionNumber;
import org.underpass.quirks.Effect.Flag;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/** Functions of Intel's chipsets that advertise a function-level reset and do not survive it. */
public final class IntelPlatform extends TableQuirk {
    static final int INTEL = 0x8086;

    static final List<Row> ROWS = List.of(
            new Row(Match.of(INTEL, 0x1502, 0x1503), "Intel 82579 network controllers",
                    new Flag("flr", new VersionNumber(4, 12, 0), "a function-level reset hangs the device"),
                    "Linux drivers/pci/quirks.c, quirk_no_flr"));

    public IntelPlatform() {
        super(new QuirkInfo("intel.platform", "Intel 82579: its function-level reset hangs it",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }
}
