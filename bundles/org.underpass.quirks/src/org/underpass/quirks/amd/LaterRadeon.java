package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.quirks.Effect.Note;
import org.underpass.quirks.Match;
import org.underpass.quirks.Row;
import org.underpass.quirks.TableQuirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * Cards and processors of which users report trouble that nobody has settled: notes, never verdicts. Device ids by
 * chip from the PCI ID Repository.
 */
public final class LaterRadeon extends TableQuirk {
    static final List<Row> ROWS = List.of(
            note("Navi 2x (RX 6000)",
                    "vendor-reset's author says that the series needs nothing; users of RX 6600, 6700, 6800 and 6900 "
                            + "disagree. vendor-reset has no routine for it",
                    ResetBug.issue(35) + ", " + ResetBug.issue(41) + ", " + ResetBug.issue(53),
                    0x73a1, 0x73a2, 0x73a3, 0x73a5, 0x73ab, 0x73ae, 0x73af, 0x73bf, 0x73c3, 0x73df, 0x73e0, 0x73e1,
                    0x73e3, 0x73ef, 0x73ff, 0x7421, 0x7422, 0x7423, 0x7424, 0x743f),
            note("Navi 3x (RX 7000)",
                    "some users find the card dead after the guest's shutdown; removing it, a suspend of the host for "
                            + "a second or two and a new scan revive it. vendor-reset has no routine for it",
                    ResetBug.issue(35) + ", https://github.com/urbanyl/GPU-Passthrough-for-KVM-QEMU-on-Linux/issues/4",
                    0x73f0, 0x7448, 0x7449, 0x744a, 0x744b, 0x744c, 0x745e, 0x7460, 0x7461, 0x7470, 0x747e, 0x7480,
                    0x7481, 0x7483, 0x7487, 0x7489, 0x748b, 0x7499, 0x749f),
            note("Navi 3x (RX 7000)",
                    "one user reports crashes of the host after two or three rounds since Linux 6.15",
                    "https://github.com/void-linux/void-packages/issues/56829",
                    0x744c, 0x747e, 0x7480),
            note("Navi 4x (RX 9000)",
                    "some users find the card dead after the guest's shutdown; a suspend of the host for a second or "
                            + "two revives it. vendor-reset has no routine for it",
                    ResetBug.issue(107) + ", https://github.com/urbanyl/GPU-Passthrough-for-KVM-QEMU-on-Linux/issues/4",
                    0x7550, 0x7551, 0x7590),
            note("AMD processor graphics",
                    "no reset of vendor-reset's works for it, not even with the id added (780M and 680M tried); some "
                            + "guests get by with switching the device off inside before they shut down, and with all "
                            + "functions of the slot given away",
                    ResetBug.issue(82) + ", " + ResetBug.issue(73)
                            + ", https://github.com/inga-lovinde/RadeonResetBugFix/issues/6",
                    0x1114, 0x13c0, 0x1506, 0x150e, 0x1586, 0x15bf, 0x15c8, 0x15d8, 0x15dd, 0x15e7, 0x1636, 0x1638,
                    0x163f, 0x164c, 0x164d, 0x164e, 0x164f, 0x1681, 0x1900, 0x1901, 0x1902),
            note("AMD Instinct",
                    "one user finds config space all ones after VFIO's reset until the host reboots, on MI300X and "
                            + "MI355X and with these ids; virtual functions (GIM) do not have it",
                    "https://github.com/amd/MxGPU-Virtualization/issues/25",
                    0x740f, 0x75a3));

    public LaterRadeon() {
        super(new QuirkInfo("amd.later", "Radeon RX 6000 to 9000, processor graphics, Instinct: contested reports",
                List.of("https://github.com/gnif/vendor-reset/issues/35")), ROWS);
    }

    private static Row note(String name, String text, String source, int... devices) {
        return new Row(Match.of(Radeon.ATI, devices), name, new Note(text), source);
    }
}
