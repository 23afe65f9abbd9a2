package org.underpass.quirks.nvidia;

import java.util.List;
import org.underpass.quirks.Effect.KnownBad;
import org.underpass.quirks.Effect.Note;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * GeForce RTX 50 and RTX PRO Blackwell. Several users lose the card, and some the host, at the reset after a guest's
 * shutdown; others run theirs without trouble. B200 (GB100), H100 and RTX 4090 are not among the reports. Device ids
 * from the PCI ID Repository.
 */
public final class Blackwell extends TableQuirk {
    private static final String THREAD = "https://github.com/NVIDIA/open-gpu-kernel-modules/issues/853";

    private static final Match CARDS = Match.of(GeForce.NVIDIA,
            0x2b85, 0x2b87, 0x2b8c, 0x2bb1, 0x2bb2, 0x2bb3, 0x2bb4, 0x2bb5, 0x2bb9, 0x2bbc,
            0x2c02, 0x2c05, 0x2c18, 0x2c19, 0x2c31, 0x2c33, 0x2c34, 0x2c38, 0x2c39, 0x2c3a, 0x2c58, 0x2c59, 0x2c77,
            0x2c79, 0x2d04, 0x2d05, 0x2d18, 0x2d19, 0x2d30, 0x2d39, 0x2d58, 0x2d59, 0x2d79, 0x2d83, 0x2d98, 0x2db8,
            0x2db9, 0x2dd8, 0x2df9, 0x2f04, 0x2f06, 0x2f18, 0x2f38, 0x2f58);

    static final List<Row> ROWS = List.of(
            new Row(CARDS, "NVIDIA GeForce RTX 50 and RTX PRO Blackwell",
                    new KnownBad("several users lose the card at the function-level reset after a guest's shutdown, "
                            + "and some the host; keep it bound to vfio-pci and out of D3cold, and shut the guest "
                            + "down cleanly"), THREAD),
            new Row(Match.of(GeForce.NVIDIA, 0x2c05), "RTX 5070 Ti",
                    new Note("on the other hand one user's card, left dead by its driver, comes back by a "
                            + "function-level reset"),
                    "https://github.com/NVIDIA/open-gpu-kernel-modules/issues/1353"));

    public Blackwell() {
        super(new QuirkInfo("nvidia.blackwell", "GeForce RTX 50, RTX PRO Blackwell: lost after a function-level reset",
                List.of(THREAD)), ROWS);
    }
}
