package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.quirks.Match;
import org.underpass.spi.quirk.QuirkInfo;

/** Polaris 10, 11 and 12: Radeon RX 400 and 500. */
public final class Polaris extends ResetBug {
    private static final String SEQUENCE = "nothing unless the SMC runs, else power-off of the bus interface (BACO), "
            + "else the PCI config reset";

    static final List<Chip> CHIPS = List.of(
            new Chip("Polaris 10 (RX 470/480/570/580/590)",
                    Match.of(Radeon.ATI, 0x67c0, 0x67c1, 0x67c2, 0x67c4, 0x67c7, 0x67c8, 0x67c9, 0x67ca, 0x67cc,
                            0x67cf, 0x67d0, 0x67df, 0x6fdf),
                    SEQUENCE, "it works for many; a WX 7100 fails with a completion timeout, and macOS guests have "
                            + "trouble with an RX 580", issue(72) + ", " + issue(4)),
            new Chip("Polaris 11 (RX 460/560)",
                    Match.of(Radeon.ATI, 0x67e0, 0x67e1, 0x67e3, 0x67e7, 0x67e8, 0x67e9, 0x67eb, 0x67ef, 0x67ff),
                    SEQUENCE, "an RX 560 resets in a loop when its guest reboots", issue(46)),
            new Chip("Polaris 12 (RX 540/550)",
                    Match.of(Radeon.ATI, 0x6980, 0x6981, 0x6985, 0x6986, 0x6987, 0x6995, 0x6997, 0x699f),
                    SEQUENCE, "", ""));

    public Polaris() {
        super(new QuirkInfo("amd.polaris", "Radeon RX 400 and 500 (Polaris): the reset bug",
                List.of("https://github.com/gnif/vendor-reset")), CHIPS);
    }
}
