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

/** IVRS tables written from the AMD IOMMU specification. */
class IvrsTest {

    private static TableBytes entry4(TableBytes table, int type, int id) {
        return table.u8(type).u16(id).u8(0);
    }

    private static TableBytes entry8(TableBytes table, int type, int id, int b4, int source, int b7) {
        return table.u8(type).u16(id).u8(0xd7).u8(b4).u16(source).u8(b7);
    }

    /** Units of types 10h and 40h for the same IOMMU, then memory blocks of all three types. */
    private static TableBytes table() {
        TableBytes table = TableBytes.ivrs(0x0020_3043);
        table.u8(0x10).u8(0xb0).u16(32).u16(2).u16(0x40).u64(0xfeb80000L).u16(0).u16(0).u32(0x80048f6eL);
        entry4(table, 3, 0x0008);
        entry4(table, 4, 0xffff);
        table.u8(0x40).u8(0x30).u16(40 + 4 + 8 + 4 + 8 + 4 + 8 + 8 + 4 + 22 + 9).u16(2).u16(0x40).u64(0xfeb80000L)
                .u16(0)
                .u16(0).u32(0x40200).u64(0x246577efa2254afaL).u64(0x10);
        entry4(table, 3, 0x0008);
        entry8(table, 0x42, 0x0300, 0, 0x0301, 0);
        entry4(table, 4, 0x7fff);
        entry8(table, 0x43, 0xff00, 0, 0x00a5, 0);
        entry4(table, 4, 0xffff);
        entry8(table, 0x48, 0, 0x21, 0x00a0, 1);
        entry8(table, 0x46, 0x9000, 0, 0, 0x80);
        entry4(table, 0, 0);
        table.u8(0xf0).u16(0xa5).u8(0x40).text("AMDI0020", 8).zeros(8).u8(2).u8(9).text("\\_SB.FUR0", 9);
        table.u8(0x20).u8(3).u16(32).u16(0).u16(0).u16(0).zeros(6).u64(0x1000).u64(0x1000);
        table.u8(0x21).u8(8).u16(32).u16(0x300).u16(0).u16(0).zeros(6).u64(0x7132f000L).u64(0x26000);
        return table.u8(0x22).u8(1).u16(32).u16(0x400).u16(0x4ff).u16(0).zeros(6).u64(0xa000).u64(0x2000);
    }

    @Test
    void blocksAndEntriesHaveTheirFields() {
        RemappingTable.Ivrs table = (RemappingTable.Ivrs) table().decode();
        assertEquals(List.of(), table.problems());
        assertEquals(OptionalInt.of(48), table.guestVirtualAddressSize());
        assertEquals(48, table.physicalAddressSize());
        assertEquals(64, table.virtualAddressSize());
        assertEquals(List.of("IVHD", "IVHD", "IVMD", "IVMD", "IVMD"),
                table.structures().stream().map(Structure::type).toList());
        IvrsStructure.Ivhd unit = (IvrsStructure.Ivhd) table.structures().get(1);
        assertEquals(List.of("range-start", "alias-select", "range-end", "alias-range-start", "range-end", "ioapic",
                "extended-select", "padding", "acpi-hid"), unit.entries().stream().map(IvhdEntry::kind).toList());
        IvhdEntry.AcpiHid named = (IvhdEntry.AcpiHid) unit.entries().get(8);
        assertEquals("AMDI0020 \\_SB.FUR0", named.hid() + " " + named.uid());
        assertEquals(List.of("type", "kind", "deviceId", "dteSetting", "initPass", "eIntPass", "nmiPass", "sysMgt",
                "lint0Pass", "lint1Pass", "handle", "sourceDeviceId", "variety"),
                unit.entries().get(5).fields().stream().map(Field::name).toList());
        assertEquals(new Value.Count(1), unit.entries().get(5).fields().get(7).value());
        assertTrue(unit.fields().stream().anyMatch(field -> field.name().equals("efrRegisterImage2")));
        assertTrue(table.structures().get(0).fields().stream().anyMatch(f -> f.name().equals("iommuFeatureInfo")));
    }

    @Test
    void aFunctionIsGovernedThroughRangesAndAliases() {
        RemappingTable table = table().decode();
        RemappingUnits units = RemappingUnits.of(table, Topology.of(List.of(), Map.of()));
        assertEquals(OptionalInt.empty(), governing(units, "01:00.0").requesterId());
        assertEquals(table.structures().get(1), governing(units, "01:00.0").unit());
        assertEquals(OptionalInt.of(0x00a5), governing(units, "ff:10.0").requesterId());
        assertEquals("an entry names the device", governing(units, "90:00.0").how());
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("00:00.0")));
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("a0:00.0")));
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("0001:01:00.0")));
    }

    @Test
    void memoryBlocksReachTheDevicesTheyName() {
        RemappingUnits units = RemappingUnits.of(table().decode(), Topology.of(List.of(), Map.of()));
        assertEquals(List.of(0x1000L, 0x7132f000L), bases(units, "03:00.0"));
        assertEquals(List.of(0x1000L, 0xa000L), bases(units, "04:1f.7"));
        assertEquals(List.of(0x1000L), bases(units, "05:00.0"));
        RemappingUnits.ReservedRegion exclusion = units.reservedRegions(PciAddress.parse("03:00.0")).get(1);
        assertTrue(exclusion.exclusion());
        assertEquals(0x71354fffL, exclusion.limit());
    }

    @Test
    void unknownBlocksAreSkippedByLength() {
        RemappingTable table = TableBytes.ivrs(0).u8(0x51).u8(8).u16(8).u32(0x11223344).u8(0x21).u8(1).u16(32).zeros(28)
                .decode();
        assertEquals(List.of("UNKNOWN", "IVMD"), table.structures().stream().map(Structure::type).toList());
        assertEquals(0x51, table.structures().get(0).typeCode());
    }

    @Test
    void brokenEntriesEndTheBlockWithAReason() {
        TableBytes bytes = TableBytes.ivrs(0).u8(0x10).u8(0).u16(24 + 4 + 6).zeros(20);
        entry4(bytes, 3, 8);
        RemappingTable table = bytes.u8(0x48).zeros(5).decode();
        IvrsStructure.Ivhd unit = (IvrsStructure.Ivhd) table.structures().get(0);
        assertInstanceOf(IvhdEntry.Truncated.class, unit.entries().get(1));
        assertEquals(List.of("a device entry of type 48h needs 8 bytes, but the block has 6 left",
                "the last range of the block has no end"), unit.problems().stream().map(Problem::message).toList());
        assertEquals(76, unit.problems().get(0).offset());
    }

    private static Governance.Unit governing(RemappingUnits units, String address) {
        return assertInstanceOf(Governance.Unit.class, units.governing(PciAddress.parse(address)));
    }

    private static List<Long> bases(RemappingUnits units, String address) {
        return units.reservedRegions(PciAddress.parse(address)).stream().map(RemappingUnits.ReservedRegion::base)
                .toList();
    }
}
