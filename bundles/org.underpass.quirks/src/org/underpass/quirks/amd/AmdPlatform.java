package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.host.VersionNumber;
import org.underpass.quirks.Effect.Flag;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.Sources;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/** Parts of AMD's processors and chipsets that advertise a function-level reset and do not survive it. */
public final class AmdPlatform extends TableQuirk {
    static final int AMD = 0x1022;
    private static final String SOURCE = "Linux drivers/pci/quirks.c, quirk_no_flr";

    static final List<Row> ROWS = List.of(
            hangs(0x1487, "AMD Starship/Matisse HD Audio", new VersionNumber(5, 8, 0)),
            hangs(0x148c, "AMD Starship USB 3.0", new VersionNumber(5, 8, 0)),
            hangs(0x149c, "AMD Matisse USB 3.0", new VersionNumber(5, 8, 0)),
            hangs(0x7901, "AMD FCH SATA", new VersionNumber(6, 3, 0)));

    public AmdPlatform() {
        super(new QuirkInfo("amd.platform", "AMD chipset functions whose function-level reset hangs them",
                List.of(Sources.LINUX_PCI_QUIRKS)),
                ROWS);
    }

    private static Row hangs(int device, String name, VersionNumber since) {
        return new Row(Match.of(AMD, device), name,
                new Flag("flr", since, "a function-level reset hangs the device"), SOURCE);
    }
}
