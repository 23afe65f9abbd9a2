package org.underpass.quirks.amd;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.quirks.Match;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.QuirkInfo;

/** Vega 10, Vega 20 and Arcturus. */
public final class Vega extends ResetBug {
    private static final Chip VEGA20 = new Chip("Vega 20 (Radeon VII, Pro VII, MI50/60)",
            Match.of(Radeon.ATI, 0x66a0, 0x66a1, 0x66a2, 0x66a3, 0x66a4, 0x66a7, 0x66af),
            "mode 1 through the security processor, else BACO through the SMU", "", "");

    // No steps for Vega 10: its sequence needs the card's ATOM tables interpreted.
    static final List<Chip> CHIPS = List.of(
            new Chip("Vega 10 (RX Vega 56/64, Frontier Edition)",
                    Match.of(Radeon.ATI, 0x6860, 0x6861, 0x6862, 0x6863, 0x6864, 0x6867, 0x6868, 0x6869, 0x686a,
                            0x686b, 0x686c, 0x686d, 0x686e, 0x686f, 0x687f),
                    "the SMU's features are switched off in a fixed order, then BACO",
                    "a guest that is shut down is the fragile case", issue(3)),
            VEGA20,
            new Chip("Arcturus (Instinct MI100)", Match.of(Radeon.ATI, 0x738c),
                    "mode 1 through the security processor, else BACO through the SMU", "", ""));

    public Vega() {
        super(new QuirkInfo("amd.vega", "Radeon RX Vega, Radeon VII, Instinct MI100: the reset bug",
                List.of("https://github.com/gnif/vendor-reset")), CHIPS);
    }

    @Override
    Optional<Routine> routine(Chip chip, HostFunction function, Host host) {
        return chip == VEGA20 ? PspMode1.routine(function, host, false) : Optional.empty();
    }
}
