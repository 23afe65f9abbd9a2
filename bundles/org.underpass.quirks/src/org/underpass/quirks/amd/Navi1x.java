package org.underpass.quirks.amd;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.quirks.Match;
import org.underpass.quirks.Sources;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.QuirkInfo;

/** Navi 10, 12 and 14: Radeon RX 5000. */
public final class Navi1x extends ResetBug {
    private static final String SEQUENCE = "the SMU is told to prepare, then mode 1 through the security processor";

    static final List<Chip> CHIPS = List.of(
            new Chip("Navi 10 (RX 5600/5700)",
                    Match.of(Radeon.ATI, 0x7310, 0x7312, 0x7318, 0x7319, 0x731a, 0x731b, 0x731e, 0x731f),
                    SEQUENCE, "good when started clean; after a soft restart of the host it can stay bad", issue(49)),
            new Chip("Navi 14 (RX 5300/5500)", Match.of(Radeon.ATI, 0x7340, 0x7341, 0x7347, 0x734f),
                    SEQUENCE, "a W5500 works; a 5500 XT failed once", issue(23) + ", " + issue(25)),
            new Chip("Navi 12 (Pro 5600M)", Match.of(Radeon.ATI, 0x7360, 0x7362), SEQUENCE, "", ""));

    public Navi1x() {
        super(new QuirkInfo("amd.navi1x", "Radeon RX 5000 (Navi 10, 12, 14): the reset bug",
                List.of("https://github.com/gnif/vendor-reset",
                        Sources.LINUX_AMD_PSP)), CHIPS);
    }

    @Override
    Optional<Routine> routine(Chip chip, HostFunction function, Host host) {
        return PspMode1.routine(function, host, true);
    }
}
