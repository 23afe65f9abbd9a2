package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ConfigSpaceTest {

    @Test
    void readsLittleEndian() {
        ConfigSpace space = ConfigSpace.of(new byte[] {(byte) 0x86, (byte) 0x80, 0x34, (byte) 0xf2, 1, 2, 3, 4});
        assertEquals(0x86, space.u8(0));
        assertEquals(0x8086, space.u16(0));
        assertEquals(0xf2348086L, space.u32(0));
        assertEquals(0x04030201f2348086L, space.u64(0));
    }

    @Test
    void neverInventsBytes() {
        ConfigSpace space = ConfigSpace.of(new byte[64]);
        assertTrue(space.has(60, 4));
        assertFalse(space.has(61, 4));
        assertFalse(space.has(-1, 1));
        assertFalse(space.has(Integer.MAX_VALUE, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> space.u32(62));
    }

    @Test
    void knowsItsHoles() {
        BitSet known = new BitSet();
        known.set(0, 16);
        known.set(32, 64);
        ConfigSpace space = ConfigSpace.of(new byte[256], known);
        assertEquals(64, space.length());
        assertFalse(space.has(14, 4));
        assertThrows(IndexOutOfBoundsException.class, () -> space.u8(20));
        assertTrue(space.has(32, 32));
    }

    @Test
    void keepsNoMoreThanExtendedConfigurationSpace() {
        assertEquals(4096, ConfigSpace.of(new byte[10_000]).length());
    }
}
