package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.underpass.iommu.walk.Outcomes.assertEvent;
import static org.underpass.iommu.walk.Outcomes.assertReaches;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The AMD64 GART: vectors written from AMD's BKDG for family 10h, as no machine that has one could be run. */
class GartWalkerTest {
    /** Aperture of 64 MiB at 0x4000000, table at 0x12345000. */
    private static final GartRegisters REGISTERS = new GartRegisters(1 << 1 | 1, 2, 0x0012_3450);

    private static TestMemory table() {
        TestMemory memory = new TestMemory();
        for (long page = 0; page < 16; page++) {
            memory.put(0x1234_5000L + page * 4096, 0);
        }
        return memory.put(0x1234_5000L, 0x8000_0001L | 0x8000_1ff1L << 32, 0x8000_2000L);
    }

    private static Translation ask(GartRegisters registers, long iova) {
        return new GartWalker(table(), registers).translate(Request.of(0x100, iova, Access.ANY));
    }

    @Test
    void theApertureIsTranslatedAndAllElsePasses() {
        assertReaches(0x8000_0123L, 4096, "rw", ask(REGISTERS, 0x400_0123));
        assertReaches(0xff_8000_1123L, 4096, "rw", ask(REGISTERS, 0x400_1123));
        assertEvent("", ask(REGISTERS, 0x400_2123));
        assertEvent("", ask(REGISTERS, 0x7ff_f000));
        assertInstanceOf(Translation.PassedThrough.class, ask(REGISTERS, 0x3ff_f000));
        assertInstanceOf(Translation.PassedThrough.class, ask(REGISTERS, 0x800_0000));
        assertInstanceOf(Translation.PassedThrough.class, ask(REGISTERS, -1));
    }

    @Test
    void itMayBeOffForDevices() {
        assertInstanceOf(Translation.PassedThrough.class, ask(new GartRegisters(2, 2, 0x12_3450), 0x400_0123));
        assertInstanceOf(Translation.PassedThrough.class, ask(new GartRegisters(0x23, 2, 0x12_3450), 0x400_0123));
        assertEvent("", ask(new GartRegisters(3, 2, 0x99_9990), 0x400_0123));
    }

    @Test
    void mappingsAreThoseOfTheAperture() {
        assertEquals(List.of("4000000 80000000 1000 rw", "4001000 ff80001000 1000 rw"),
                Outcomes.mappings(new GartWalker(table(), REGISTERS), 0, OptionalInt.empty()));
        assertFalse(new GartWalker(new TestMemory(), REGISTERS).mappings(0, OptionalInt.empty(), 100,
                (a, b, c, d) -> true));
    }
}
