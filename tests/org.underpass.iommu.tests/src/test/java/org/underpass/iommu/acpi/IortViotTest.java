package org.underpass.iommu.acpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.acpi.RemappingUnits.Governance;
import org.underpass.pci.PciAddress;
import org.underpass.pci.Topology;

/** IORT and VIOT tables written from Arm DEN0049 E.e and ACPI 6.5. */
class IortViotTest {
    private static final Topology NOTHING = Topology.of(List.of(), Map.of());

    /** An ITS group at 48, an SMMUv3 at 72 mapped to it, a root complex at 160 mapped to the SMMU, an RMR at 220. */
    private static TableBytes iort() {
        return TableBytes.of("IORT", 5).u32(4).u32(48).u32(0)
                .u8(0).u16(24).u8(1).u32(1).u32(0).u32(0).u32(1).u32(7)
                .u8(4).u16(88).u8(4).u32(2).u32(1).u32(68).u64(0x09050000L).u32(1).u32(0).u64(0).u32(0).u32(74).u32(75)
                .u32(77).u32(76).u32(0).u32(0).u32(0).u32(0xffff).u32(0).u32(48).u32(0)
                .u8(2).u16(60).u8(3).u32(3).u32(1).u32(40).u64(1).u32(1).u32(0).u8(48).u16(20).u8(0).u32(0)
                .u32(0).u32(0xfeff).u32(0x100).u32(72).u32(0)
                .u8(6).u16(68).u8(1).u32(4).u32(1).u32(28).u32(0).u32(1).u32(48)
                .u32(0).u32(0).u32(0x200).u32(72).u32(1)
                .u64(0x80000000L).u64(0x10000).u32(0);
    }

    @Test
    void nodesAndMappingsHaveTheirFields() {
        RemappingTable table = iort().decode();
        assertEquals(List.of(), table.problems());
        assertEquals(List.of("ITS_GROUP", "SMMU_V3", "ROOT_COMPLEX", "RMR"),
                table.structures().stream().map(Structure::type).toList());
        IortNode root = (IortNode) table.structures().get(2);
        assertEquals(List.of("revision", "identifier", "memoryAccessProperties", "atsAttribute", "atsSupported",
                "priSupported", "pciSegmentNumber", "memoryAddressSizeLimit", "pasidCapabilities"),
                root.fields().stream().map(Field::name).toList());
        assertEquals(new IdMapping(root.offset() + 40, 0, 0xfeff, 0x100, 72, 0), root.idMappings().get(0));
        assertEquals(new IortNode.MemoryRange(268, 0x80000000L, 0x10000),
                ((IortNode) table.structures().get(3)).memoryRanges().get(0));
    }

    @Test
    void aFunctionIsGovernedThroughItsRootComplexsMapping() {
        RemappingTable table = iort().decode();
        RemappingUnits units = RemappingUnits.of(table, NOTHING);
        Governance.Unit unit = assertInstanceOf(Governance.Unit.class, units.governing(PciAddress.parse("01:00.0")));
        assertEquals(table.structures().get(1), unit.unit());
        assertEquals(OptionalInt.of(0x200), unit.requesterId());
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("ff:00.0")));
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("0002:01:00.0")));
        assertEquals(1, units.reservedRegions(PciAddress.parse("01:00.0")).size());
        assertEquals(0, units.reservedRegions(PciAddress.parse("01:00.1")).size());
    }

    @Test
    void claimsThatDoNotHoldAreProblems() {
        RemappingTable nothing = TableBytes.of("IORT", 1).u32(1).u32(64).zeros(20).decode();
        assertEquals(List.of("the table claims 1 nodes, but holds 0"),
                nothing.problems().stream().map(Problem::message).toList());
        RemappingTable outside = TableBytes.of("IORT", 1).u32(1).u32(1000).u32(0).decode();
        assertTrue(outside.problems().get(0).message().contains("outside of the table"));
        RemappingTable mapping = TableBytes.of("IORT", 1).u32(1).u32(48).u32(0).u8(0).u16(24).u8(0).u32(0).u32(3)
                .u32(20)
                .u32(9).u32(0).decode();
        assertEquals(List.of("the node claims 9 ITS identifiers, but holds 1",
                "ID mapping 0 of 3 lies outside of its node"),
                mapping.problems().stream().map(Problem::message).toList());
        RemappingTable dangling = TableBytes.of("IORT", 1).u32(1).u32(48).u32(0).u8(2).u16(52).u8(0).u32(0).u32(1)
                .u32(32)
                .zeros(16).u32(0).u32(1).u32(0).u32(99).u32(0).decode();
        assertEquals("an ID mapping leads to offset 99, where no node is",
                dangling.problems().get(0).message());
    }

    @Test
    void viotRangesLeadToTheirIommu() {
        RemappingTable table = TableBytes.of("VIOT", 0).u16(4).u16(48).zeros(8)
                .u8(3).u8(0).u16(16).u16(0).u16(0x0010).zeros(8)
                .u8(1).u8(0).u16(24).u32(0x100).u16(0).u16(0).u16(0x0100).u16(0x01ff).u16(48).zeros(6)
                .u8(2).u8(0).u16(24).u32(9).u64(0x0a000000L).u16(112).zeros(6)
                .u8(4).u8(0).u16(16).u32(0).u64(0x0b000000L).decode();
        assertEquals(List.of(), table.problems());
        assertEquals(List.of("VIRTIO_PCI_IOMMU", "PCI_RANGE", "MMIO_ENDPOINT", "VIRTIO_MMIO_IOMMU"),
                table.structures().stream().map(Structure::type).toList());
        RemappingUnits units = RemappingUnits.of(table, NOTHING);
        Governance.Unit unit = assertInstanceOf(Governance.Unit.class, units.governing(PciAddress.parse("01:02.0")));
        assertEquals(table.structures().get(0), unit.unit());
        assertEquals(OptionalInt.of(0x110), unit.requesterId());
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("02:00.0")));
    }

    @Test
    void otherTablesAreTakenAsTheyAre() {
        RemappingTable table = TableBytes.of("MCFG", 1).zeros(24).decode();
        assertInstanceOf(RemappingTable.Other.class, table);
        assertInstanceOf(Governance.None.class, RemappingUnits.of(table, NOTHING)
                .governing(PciAddress.parse("00:02.0")));
    }
}
