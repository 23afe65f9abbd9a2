package org.underpass.quirks.amd;

import java.time.Duration;
import java.util.List;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Scope;
import org.underpass.spi.quirk.ResetStep;
import org.underpass.spi.quirk.ResetStep.Delay;
import org.underpass.spi.quirk.ResetStep.PollIndexed;
import org.underpass.spi.quirk.ResetStep.PollMemory;
import org.underpass.spi.quirk.ResetStep.RestoreConfig;
import org.underpass.spi.quirk.ResetStep.SaveConfig;
import org.underpass.spi.quirk.ResetStep.WhenIndexed;
import org.underpass.spi.quirk.ResetStep.WriteConfig;
import org.underpass.spi.quirk.ResetStep.WriteIndexed;

/**
 * The PCI config reset of Bonaire and Hawaii as steps. Facts from QEMU's hw/vfio/pci-quirks.c, which took them from
 * the kernel's radeon driver (ci_smc.c, radeon_device.c).
 *
 * <p>A pair of registers in BAR 5 reaches the SMC's. The reset works only while the SMC's firmware runs: its clock is
 * on and its program counter is past the boot code. It reaches the graphics part or the whole chip, as a fuse says by
 * default; a toggle inverts the fuse, so the toggle must differ from the fuse for the graphics part alone.
 */
final class ConfigReset {
    static final int BAR = 5;
    private static final long INDEX = 0x200;
    private static final long DATA = 0x204;

    private static final long SMC_RESET = 0x8000_0000L;
    private static final long SMC_CLOCK = 0x8000_0004L;
    private static final long SMC_PROGRAM_COUNTER = 0x8000_0370L;
    private static final long MISC = 0xc000_0010L;
    private static final long MISC_SCOPE = 0x02;
    private static final long FUSES = 0xc00c_0000L;
    private static final long FUSES_SCOPE = 0x40;

    private static final int RESET_REGISTER = 0x7c;
    private static final long RESET_MAGIC = 0x39d5_e86bL;
    private static final long MEMORY_SIZE = 0x5428;
    private static final long ALL = 0xffff_ffffL;

    private static final List<ResetStep> STEPS = List.of(
            new SaveConfig(0),
            new WriteConfig(0, 0x04, 2, 0xffff, 0x0002),
            demand(SMC_CLOCK, 0x1, 0, false),
            // QEMU asks for a counter of at least 20100. The SMC's memory ends at 3ffff (kernel, SMC_RAM_END), so that
            // is the same as lying in 20000..3ffff, and not in the first 256 bytes.
            demand(SMC_PROGRAM_COUNTER, 0xfffe_0000L, 0x0002_0000L, false),
            demand(SMC_PROGRAM_COUNTER, 0x0001_ff00L, 0, true),
            toggleWhenFuseIs(FUSES_SCOPE, MISC_SCOPE, 0),
            toggleWhenFuseIs(0, 0, MISC_SCOPE),
            new WriteConfig(0, RESET_REGISTER, 4, ALL, RESET_MAGIC),
            new Delay(Duration.ofNanos(100_000)),
            new PollMemory(0, BAR, MEMORY_SIZE, 4, ALL, ALL, true, Duration.ofMillis(100)),
            new WriteIndexed(0, BAR, INDEX, SMC_RESET, DATA, 0x1, 0x1),
            new WriteIndexed(0, BAR, INDEX, SMC_CLOCK, DATA, 0x1, 0x1),
            new RestoreConfig(0));

    private ConfigReset() {
    }

    static Routine routine() {
        return new Routine("PCI config reset of the graphics part, then of the SMC", Scope.FUNCTION, STEPS);
    }

    private static PollIndexed demand(long register, long mask, long value, boolean negated) {
        return new PollIndexed(0, BAR, INDEX, register, DATA, mask, value, negated, Duration.ZERO);
    }

    private static WhenIndexed toggleWhenFuseIs(long fuse, long toggle, long inverted) {
        return new WhenIndexed(0, BAR, INDEX, FUSES, DATA, FUSES_SCOPE, fuse, false, List.of(
                new WhenIndexed(0, BAR, INDEX, MISC, DATA, MISC_SCOPE, toggle, false, List.of(
                        new WriteIndexed(0, BAR, INDEX, MISC, DATA, MISC_SCOPE, inverted)))));
    }
}
