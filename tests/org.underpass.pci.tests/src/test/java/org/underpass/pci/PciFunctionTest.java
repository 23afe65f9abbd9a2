package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PciFunctionTest {

    private static final PciAddress ADDRESS = PciAddress.parse("01:00.0");

    @Test
    void whatTheKernelSaysGoesBeforeConfigurationSpace() {
        PciFunction virtual = PciFunction.at(ADDRESS).ids(0x8086, 0x1520).classCode(0x020000)
                .config(ConfigBytes.function(256, 0xffff, 0xffff, 0x020000).bytes()).build();
        assertEquals(0x8086, virtual.vendor());
        assertEquals(OptionalInt.of(0), virtual.headerType());
    }

    @Test
    void absentSubsystemIsAbsent() {
        PciFunction function = PciFunction.at(ADDRESS).config(ConfigBytes.function(64, 1, 2, 0x030000).bytes()).build();
        assertTrue(function.subsystemVendor().isEmpty());
        assertTrue(PciFunction.at(ADDRESS).config(ConfigBytes.function(0x20, 1, 2, 0).bytes()).build().subsystemDevice()
                .isEmpty());
    }

    @Test
    void bridgeHasItsSubsystemInACapability() {
        PciFunction bridge = PciFunction.at(ADDRESS).config(ConfigBytes.function(256, 1, 2, 0x060400).u8(0x0e, 0x81)
                .capability(0x40, 0x0d).u16(0x44, 0x1043).u16(0x46, 0x8694).bytes()).build();
        assertEquals(OptionalInt.of(0x8694), bridge.subsystemDevice());
        assertEquals(OptionalInt.of(1), bridge.headerType());
        assertTrue(bridge.multifunction().orElseThrow());
        assertTrue(bridge.isBridge());
    }

    @Test
    void nothingIsMadeUp() {
        PciFunctionBuilder builder = PciFunction.at(ADDRESS).ids(1, 2);
        assertThrows(IllegalStateException.class, builder::build);
        PciFunction bare = builder.classCode(0x040300).build();
        assertTrue(bare.config().isEmpty());
        assertTrue(bare.headerType().isEmpty());
        assertTrue(bare.isAudio());
        assertEquals(CapabilityCoverage.NONE, bare.coverage());
    }
}
