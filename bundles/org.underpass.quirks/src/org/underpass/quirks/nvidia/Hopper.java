package org.underpass.quirks.nvidia;

import java.util.List;
import org.underpass.host.VersionNumber;
import org.underpass.quirks.Effect.Flag;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/** Data centre cards whose device id is 2340 to 237f: a bus reset loses them until the host is powered off. */
public final class Hopper extends TableQuirk {
    static final List<Row> ROWS = List.of(
            new Row(Match.masked(GeForce.NVIDIA, 0xffc0, 0x2340), "NVIDIA GH100 with an id of 2340 to 237f",
                    new Flag("bus", new VersionNumber(5, 14, 0),
                            "a secondary bus reset leaves the card dead until the host is started anew"),
                    "Linux drivers/pci/quirks.c, quirk_nvidia_no_bus_reset"));

    public Hopper() {
        super(new QuirkInfo("nvidia.hopper", "NVIDIA GH100 (2340 to 237f): no bus reset",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }
}
