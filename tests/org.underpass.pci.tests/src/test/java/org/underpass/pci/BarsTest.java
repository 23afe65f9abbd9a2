package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Base address registers, resources and bridge windows. */
class BarsTest {

    @Test
    void readsRegisters() {
        ConfigSpace space = ConfigBytes.function(64, 0x10de, 1, 0x030000).u32(0x10, 0xf6000000L).u32(0x14, 0xe000000cL)
                .u32(0x18, 0x40).u32(0x24, 0xe001).u32(0x30, 0xf7000001L).space();
        assertEquals(List.of(new Bar(0, Bar.Kind.MEMORY32, 0xf6000000L, OptionalLong.empty(), false),
                new Bar(1, Bar.Kind.MEMORY64, 0x40_e0000000L, OptionalLong.empty(), true),
                new Bar(5, Bar.Kind.IO, 0xe000, OptionalLong.empty(), false),
                new Bar(6, Bar.Kind.ROM, 0xf7000000L, OptionalLong.empty(), false)), Bars.fromConfig(space));
    }

    @Test
    void takesSizesFromResizableBar() {
        ConfigSpace space = ConfigBytes.function(4096, 0x1002, 1, 0x030000).express(0).u32(0x10, 0xcL).u32(0x14, 0x10)
                .extended(0x100, 0x15, 1).u32(0x104, 0x3f00 << 4).u32(0x108, 1 << 5 | 13 << 8).space();
        PciFunction function = PciFunction.at(PciAddress.parse("03:00.0")).config(space).build();
        assertEquals(List.of(new Bar(0, Bar.Kind.MEMORY64, 0x10_00000000L, OptionalLong.of(8L << 30), true)),
                function.bars());
    }

    @Test
    void registerAtTheEndHasNoUpperHalf() {
        assertEquals(List.of(), Bars.fromConfig(ConfigBytes.function(64, 1, 1, 0).u32(0x24, 0xe000000cL).space()));
    }

    @Test
    void readsTheKernelsResources() {
        String text = """
                0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200
                0x00000000e0000000 0x00000000efffffff 0x000000000014220c
                0x0000000000000000 0x0000000000000000 0x0000000000000000
                0x00000000f0000000 0x00000000f1ffffff 0x000000000014220c
                0x0000000000000000 0x0000000000000000 0x0000000000000000
                0x000000000000e000 0x000000000000e07f 0x0000000000040101
                0x00000000f7000000 0x00000000f707ffff 0x0000000000046200
                """;
        assertEquals(List.of(new Bar(0, Bar.Kind.MEMORY32, 0xf6000000L, OptionalLong.of(16 << 20), false),
                new Bar(1, Bar.Kind.MEMORY64, 0xe0000000L, OptionalLong.of(256 << 20), true),
                new Bar(3, Bar.Kind.MEMORY64, 0xf0000000L, OptionalLong.of(32 << 20), true),
                new Bar(5, Bar.Kind.IO, 0xe000, OptionalLong.of(128), false),
                new Bar(6, Bar.Kind.ROM, 0xf7000000L, OptionalLong.of(512 << 10), false)), Bars.fromSysfs(text));
    }

    @Test
    void passesOverLinesThatAreNoResource() {
        assertEquals(List.of(), Bars.fromSysfs(""));
        assertEquals(List.of(),
                Bars.fromSysfs("rubbish\n0x10 0x1\n0x1 0xg 0x200\n0x20 0x10 0x200\n-1 -1 -1"));
        assertEquals(1, Bars.fromSysfs("\n0xffffffff80000000 0xffffffffffffffff 0x200").size());
    }

    @Test
    void readsBridgeWindows() {
        ConfigSpace space = ConfigBytes.function(64, 1, 1, 0x060400).u8(0x0e, 1).u8(0x1c, 0xe1).u8(0x1d, 0xf1)
                .u16(0x30, 1).u16(0x32, 1).u16(0x20, 0xfff0).u16(0x22, 0).u16(0x24, 0xc001).u16(0x26, 0xdff1)
                .u32(0x28, 8).u32(0x2c, 8).space();
        List<BridgeWindow> windows = BridgeWindow.of(space);
        assertEquals(new BridgeWindow(BridgeWindow.Kind.IO, 0x1e000, 0x1ffff, 32), windows.get(0));
        assertFalse(windows.get(1).isOpen());
        assertTrue(windows.get(1).size().isEmpty());
        assertEquals(new BridgeWindow(BridgeWindow.Kind.PREFETCHABLE, 0x8_c0000000L, 0x8_dfffffffL, 64),
                windows.get(2));
        assertEquals(512L << 20, windows.get(2).size().getAsLong());
        assertTrue(windows.get(2).contains(0x8_c0000000L, 256 << 20));
        assertFalse(windows.get(2).contains(0x8_d0000000L, 512 << 20));
    }
}
