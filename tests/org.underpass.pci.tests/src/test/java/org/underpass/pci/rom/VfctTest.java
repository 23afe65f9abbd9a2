package org.underpass.pci.rom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.underpass.pci.PciAddress;

class VfctTest {

    private final byte[] rom = OptionRomTest.RomWriter.legacy(0x1002, 0x731f, true);
    private final byte[] table = OptionRomTest.RomWriter.vfct(rom);

    @Test
    void findsTheRomOfAnAdapter() {
        Vfct vfct = Vfct.parse(table);
        assertEquals(List.of(), vfct.problems());
        Vfct.Entry entry = vfct.entries().getFirst();
        assertTrue(entry.isFor(PciAddress.parse("0b:00.0"), 0x1002, 0x731f));
        assertFalse(entry.isFor(PciAddress.parse("0c:00.0"), 0x1002, 0x731f));
        assertEquals(0x1da2, entry.subsystemVendor());
        assertArrayEquals(rom, entry.rom(table));
    }

    @Test
    void cutOffTableSaysWhere() {
        assertEquals(List.of(new RomProblem(RomProblem.Kind.CUT_OFF, 100)),
                Vfct.parse(Arrays.copyOf(table, 500)).problems());
        assertEquals(RomProblem.Kind.NO_SIGNATURE, Vfct.parse(new byte[200]).problems().getFirst().kind());
    }
}
