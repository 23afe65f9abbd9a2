package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Lists that are whole, cut off, and broken. */
class CapabilitiesTest {

    private static final int GRAPHICS = 0x030000;

    private static ConfigBytes graphics() {
        return ConfigBytes.function(4096, 0x10de, 0x1b80, GRAPHICS).express(0);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Capability> T last(ConfigSpace space) {
        return (T) Capabilities.decode(space).getLast();
    }

    private static TruncatedCapability truncated(ConfigSpace space, TruncatedCapability.Reason why, int at) {
        TruncatedCapability end = assertInstanceOf(TruncatedCapability.class, Capabilities.decode(space).getLast());
        assertEquals(why, end.why());
        assertEquals(at, end.at());
        return end;
    }

    @Test
    void functionWithoutListHasNone() {
        ConfigSpace space = ConfigBytes.function(256, 0x8086, 1, GRAPHICS).u8(0x34, 0x40).u8(0x40, 1).space();
        assertEquals(List.of(), Capabilities.decode(space));
        assertEquals(CapabilityCoverage.FULL, Capabilities.coverage(space, List.of()));
    }

    @Test
    void loopEndsTheList() {
        ConfigSpace space = ConfigBytes.function(256, 1, 1, 0).capability(0x40, 1).capability(0x50, 5).u8(0x51, 0x40)
                .space();
        assertEquals(3, Capabilities.decode(space).size());
        truncated(space, TruncatedCapability.Reason.LOOP, 0x40);
    }

    @Test
    void pointerIntoTheHeaderEndsTheList() {
        truncated(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 1).u8(0x41, 0x10).space(),
                TruncatedCapability.Reason.BAD_POINTER, 0x10);
    }

    @Test
    void allOnesEndTheList() {
        truncated(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 0xff).u8(0x41, 0xff).space(),
                TruncatedCapability.Reason.NO_ANSWER, 0x40);
    }

    @Test
    void dumpOfSixtyFourBytesShowsThatThereIsMore() {
        ConfigSpace space = graphics().first(64);
        truncated(space, TruncatedCapability.Reason.NOT_SHOWN, 0x40);
        assertEquals(CapabilityCoverage.NONE, Capabilities.coverage(space, Capabilities.decode(space)));
    }

    @Test
    void capabilityCutInTheMiddleKeepsWhatIsKnown() {
        ConfigSpace space = graphics().u32(0x44, 0x10008000).first(0x4a);
        TruncatedCapability end = truncated(space, TruncatedCapability.Reason.NOT_SHOWN, 0x4a);
        assertEquals("PCI Express", end.name());
        assertTrue(end.fields().stream().anyMatch(field -> field.name().equals("Function Level Reset Capability")
                && field.value() == 1));
        assertFalse(end.fields().stream().anyMatch(field -> field.offset() >= 0x4a));
    }

    @Test
    void coverageFollowsWhatIsShown() {
        ConfigBytes card = graphics().extended(0x100, 3, 1);
        assertEquals(CapabilityCoverage.STANDARD, coverage(card.first(256)));
        assertEquals(CapabilityCoverage.FULL, coverage(card.space()));
        assertEquals(CapabilityCoverage.FULL, coverage(card.first(0x110)));
        assertEquals(CapabilityCoverage.STANDARD, coverage(card.first(0x108)));
        assertEquals(CapabilityCoverage.NONE, coverage(card.first(2)));
        assertEquals(CapabilityCoverage.FULL,
                coverage(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 1).space()));
    }

    private static CapabilityCoverage coverage(ConfigSpace space) {
        return Capabilities.coverage(space, Capabilities.decode(space));
    }

    @Test
    void conventionalFunctionHasNoExtendedList() {
        ConfigSpace space = ConfigBytes.function(4096, 1, 1, 0).capability(0x40, 1).extended(0x100, 0xd, 1).space();
        assertEquals(1, Capabilities.decode(space).size());
    }

    @Test
    void extendedLoopsAndPointersEndTheList() {
        truncated(graphics().extended(0x100, 0xd, 1).extended(0x120, 0xf, 1).u16(0x122, 0x1001).space(),
                TruncatedCapability.Reason.LOOP, 0x100);
        truncated(graphics().extended(0x100, 0xd, 1).u16(0x102, 0x0401).space(),
                TruncatedCapability.Reason.BAD_POINTER, 0x40);
        truncated(graphics().extended(0x100, 0xd, 1).extended(0x200, 0xffff, 0xf).u32(0x200, 0xffffffffL).space(),
                TruncatedCapability.Reason.NO_ANSWER, 0x200);
    }

    @Test
    void countThatLeadsBeyondConfigurationSpaceIsABadLength() {
        ConfigSpace space = graphics().extended(0x100, 0xd, 1).extended(0xfc0, 5, 1).u32(0xfc4, 0xff00).space();
        TruncatedCapability links = truncated(space, TruncatedCapability.Reason.BAD_LENGTH, 0x1000);
        assertEquals("Root Complex Link Declaration", links.name());
        assertFalse(links.fields().isEmpty());
    }

    @Test
    void portTypesAndGroupsOfRegisters() {
        PciExpress root = (PciExpress) Capabilities.decode(ConfigBytes.function(256, 1, 1, 0x060400).express(4)
                .u16(0x42, 0x0142).u32(0x44, 1).u32(0x4c, 0x01477d03L).u16(0x52, 0x1041).u32(0x54, 7 << 19 | 0x40)
                .u16(0x68, 0x20).space()).getFirst();
        assertEquals(PciExpress.Type.ROOT_PORT, root.type());
        assertTrue(root.type().isDownstream());
        assertEquals(256, root.maxPayloadSupported());
        assertEquals(3, root.maxLinkSpeed().getAsInt());
        assertEquals("8 GT/s", PciExpress.speedName(3));
        assertEquals(16, root.maxLinkWidth().getAsInt());
        assertEquals(1, root.linkSpeed().getAsInt());
        assertEquals(4, root.linkWidth().getAsInt());
        assertEquals(7, root.slotNumber().getAsInt());
        assertTrue(root.hotPlugCapable());
        assertTrue(root.ariForwarding());
        assertTrue(root.root().isPresent());
        PciExpress integrated = (PciExpress) Capabilities.decode(graphics().u16(0x42, 0x92).space()).getFirst();
        assertTrue(integrated.link().isEmpty());
        assertTrue(integrated.maxLinkSpeed().isEmpty());
    }

    @Test
    void accessControlServices() {
        Acs acs = last(graphics().extended(0x100, 0xd, 1).u16(0x104, 0x005f).u16(0x106, 0x001d).space());
        assertTrue(acs.supports(Acs.Service.DIRECT_TRANSLATED_P2P));
        assertTrue(acs.enabled(Acs.Service.SOURCE_VALIDATION));
        assertFalse(acs.enabled(Acs.Service.TRANSLATION_BLOCKING));
        assertFalse(acs.supports(Acs.Service.P2P_EGRESS_CONTROL));
    }

    @Test
    void resizableBarSizes() {
        ResizableBar bars = last(graphics().extended(0x100, 0x15, 1)
                .u32(0x104, 0x1f0L << 4 | 0).u32(0x108, 1 | 2 << 5 | 8 << 8)
                .u32(0x10c, 1L << 31).u32(0x110, 0x4000_0000L | 4 | 27 << 8).space());
        assertEquals(2, bars.entries().size());
        assertEquals(List.of(16L << 20, 32L << 20, 64L << 20, 128L << 20, 256L << 20),
                bars.entry(1).orElseThrow().supportedSizes());
        assertEquals(256L << 20, bars.entry(1).orElseThrow().currentSize());
        assertEquals(128L << 40, bars.entry(4).orElseThrow().currentSize());
        assertEquals(List.of(1L << 47, 1L << 62), bars.entry(4).orElseThrow().supportedSizes());
        assertTrue(bars.entry(2).isEmpty());
    }

    @Test
    void virtualFunctions() {
        SrIov virtual = last(graphics().extended(0x100, 0x10, 1).u16(0x108, 1).u16(0x10e, 7).u16(0x110, 4)
                .u16(0x114, 0x80).u16(0x116, 2).u16(0x11a, 0x1b81).u32(0x124, 0xe000000cL).u32(0x128, 0x20).space());
        assertTrue(virtual.enabled());
        assertEquals(7, virtual.totalVfs());
        assertEquals(0x0186, virtual.vfRequesterId(PciAddress.parse("01:00.0"), 3));
        assertEquals(List.of(new Bar(0, Bar.Kind.MEMORY64, 0x20_e0000000L, OptionalLong.empty(), true)),
                virtual.vfBars());
    }

    @Test
    void enhancedAllocation() {
        EnhancedAllocation fixed = last(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 0x14).u8(0x42, 2)
                .u32(0x44, 0x8000_0004L | 0xff << 16).u32(0x48, 0x1000_0002L).u32(0x4c, 0xfffe).u32(0x50, 0x8)
                .u32(0x54, 0).u32(0x58, 0x4000_0122L | 2 << 8).u32(0x5c, 0x3000).u32(0x60, 0xfc).space());
        assertEquals(List.of(new EnhancedAllocation.Entry(0, 0, 0xff, 0x8_1000_0000L, 0x8_1000_ffffL, false, true),
                new EnhancedAllocation.Entry(2, 3, 0, 0x3000, 0x30ff, true, false)), fixed.entries());
    }

    @Test
    void serialNumberAndDesignatedStructures() {
        ConfigSpace space = graphics().extended(0x100, 3, 1).u32(0x104, 0xfe4c3c70L).u32(0x108, 0x001a11ffL)
                .extended(0x110, 0x23, 1).u32(0x114, 0x0241_1e98L).u16(0x118, 8)
                .u32(0x11c, 0x0001_0102L).u32(0x120, 0x2).space();
        List<Capability> list = Capabilities.decode(space);
        assertEquals("00-1a-11-ff-fe-4c-3c-70", ((DeviceSerialNumber) list.get(1)).text());
        DesignatedVendorSpecific cxl = (DesignatedVendorSpecific) list.get(2);
        assertEquals(DesignatedVendorSpecific.CXL_VENDOR, cxl.vendor());
        assertEquals(36, cxl.length());
        assertEquals("component registers", cxl.fields().stream()
                .filter(field -> field.name().equals("Register Block Identifier")).findFirst().orElseThrow().meaning());
    }

    @Test
    void resets() {
        AdvancedFeatures features = last(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 0x13).u16(0x42, 0x0306)
                .space());
        assertTrue(features.functionLevelReset());
        assertTrue(features.transactionsPendingSupported());
        PowerManagement power = last(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 1).u16(0x42, 0xc803)
                .u16(0x44, 0x000b).space());
        assertTrue(power.noSoftReset());
        assertEquals(3, power.powerState());
        assertTrue(power.pmeFrom(4));
        assertFalse(power.pmeFrom(2));
        PciExpress express = (PciExpress) Capabilities.decode(graphics().u32(0x44, 0x1000_0000L).space()).getFirst();
        assertTrue(express.functionLevelReset());
    }

    @Test
    void messageSignalledInterrupts() {
        Msi msi = last(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 5).u16(0x42, 0x01a9).u32(0x44, 0xfee00000L)
                .u32(0x48, 1).u16(0x4c, 0x4022).u32(0x50, 0xf).u32(0x54, 3).space());
        assertEquals(16, msi.vectorsCapable());
        assertEquals(4, msi.vectorsEnabled());
        assertEquals(0x1_fee00000L, msi.address());
        assertEquals(0xf, msi.mask().getAsLong());
        MsiX table = last(ConfigBytes.function(256, 1, 1, 0).capability(0x40, 0x11).u16(0x42, 0x803f)
                .u32(0x44, 0x2004).u32(0x48, 0x3004).space());
        assertEquals(64, table.tableSize());
        assertEquals(4, table.tableBar());
        assertEquals(0x2000, table.tableOffset());
        assertEquals(0x3000, table.pendingOffset());
    }

    @Test
    void unknownCapabilitiesKeepTheirPlace() {
        List<Capability> list = Capabilities.decode(
                graphics().capability(0x90, 0x7e).extended(0x100, 0x7777, 3).space());
        assertEquals(new UnknownCapability(0x7e, "Capability 0x7e", 0x90, 0, false), list.get(1));
        assertEquals(new UnknownCapability(0x7777, "Extended Capability 0x7777", 0x100, 3, true), list.get(2));
    }
}
