package org.underpass.iommu.acpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.acpi.RemappingUnits.Governance;
import org.underpass.iommu.acpi.ScopeResolver.Resolution;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/** DMAR tables written from the VT-d specification. */
class DmarTest {

    /** One unit for 00:02.0, one for all else with an IOAPIC; a region for what is behind 00:1c.0 and for 00:14.0. */
    private static TableBytes laptop() {
        return TableBytes.dmar(38, 5)
                .u16(0).u16(24).u8(0).u8(0).u16(0).u64(0xfed90000L).scope(1, 0, 0, 2, 0)
                .u16(0).u16(32).u8(1).u8(0).u16(0).u64(0xfed91000L).scope(3, 2, 0xf0, 0x1f, 0).scope(4, 0, 0, 0x1f, 0)
                .u16(1).u16(32).u16(0).u16(0).u64(0x7b800000L).u64(0x7fffffffL).scope(1, 0, 0, 2, 0)
                .u16(1).u16(42).u16(0).u16(0).u64(0x6e000000L).u64(0x6e01ffffL).scope(2, 0, 0, 0x1c, 0)
                .scope(1, 0, 0, 0x1c, 0, 0, 1)
                .u16(4).u16(20).zeros(3).u8(1).text("\\_SB.I2C0", 12);
    }

    private static PciFunction function(String address) {
        return PciFunction.at(PciAddress.parse(address)).ids(0x8086, 1).classCode(0x020000).config(new byte[256])
                .build();
    }

    private static Topology topology() {
        byte[] bridge = new byte[256];
        bridge[0x0e] = 1;
        bridge[0x0a] = 4;
        bridge[0x0b] = 6;
        bridge[0x19] = 3;
        bridge[0x1a] = 3;
        return Topology.of(List.of(function("00:02.0"), function("00:14.0"), function("03:00.0"), function("03:00.1"),
                PciFunction.at(PciAddress.parse("00:1c.0")).ids(0x8086, 2).classCode(0x060400).config(bridge).build()),
                Map.of());
    }

    @Test
    void fieldsStandUnderTheSpecificationsNames() {
        RemappingTable.Dmar table = (RemappingTable.Dmar) laptop().decode();
        assertEquals(List.of(), table.problems());
        assertEquals(List.of("DRHD", "DRHD", "RMRR", "RMRR", "ANDD"),
                table.structures().stream().map(Structure::type).toList());
        assertTrue(table.interruptRemapping());
        assertFalse(table.x2apicOptOut());
        assertTrue(table.dmaControlOptIn());
        Structure unit = table.structures().get(1);
        assertEquals(List.of("flags", "includePciAll", "size", "segmentNumber", "registerBaseAddress"),
                unit.fields().stream().map(Field::name).toList());
        assertEquals(new Field("registerBaseAddress", new Value.Hex(0xfed91000L, 8), unit.offset() + 8, 8),
                unit.fields().get(4));
        assertEquals("0x00000000fed91000", unit.fields().get(4).value().text());
        assertEquals("scopes", unit.parts().get(0).name());
        DeviceScope ioapic = ((DmarStructure.Drhd) unit).scopes().get(0);
        assertEquals(DeviceScope.Kind.IOAPIC, ioapic.kind());
        assertEquals(new Value.Many(List.of("1f.0")), ioapic.fields().get(4).value());
        assertEquals("\\_SB.I2C0", ((DmarStructure.Andd) table.structures().get(4)).acpiObjectName());
    }

    @Test
    void scopesLeadToFunctions() {
        DmarStructure.Rmrr region = (DmarStructure.Rmrr) laptop().decode().structures().get(3);
        ScopeResolver resolver = new ScopeResolver(topology());
        assertEquals(new Resolution.Found(PciAddress.parse("00:1c.0")), resolver.resolve(0, region.scopes().get(0)));
        assertEquals(new Resolution.Found(PciAddress.parse("03:00.1")), resolver.resolve(0, region.scopes().get(1)));
        assertInstanceOf(Resolution.NotFound.class, resolver.resolve(1, region.scopes().get(0)));
        Map<List<Integer>, String> wrong = Map.of(
                List.of(0x14, 0, 1, 0), "the path leads through 0000:00:14.0, which is not a bridge",
                List.of(0x1f, 0), "the machine shows no function at 0000:00:1f.0",
                List.of(0x20, 0), "step 20.0 of the path names no function: a device number goes to 1f, a function"
                        + " number to 7",
                List.of(), "the scope has no path");
        wrong.forEach((path, why) -> {
            List<DeviceScope.Step> steps = new ArrayList<>();
            for (int i = 0; i < path.size(); i += 2) {
                steps.add(new DeviceScope.Step(path.get(i), path.get(i + 1)));
            }
            DeviceScope scope = new DeviceScope(0, 6 + path.size(), 1, 0, 0, 0, steps);
            assertEquals(why, assertInstanceOf(Resolution.NotFound.class, resolver.resolve(0, scope)).why());
        });
    }

    @Test
    void aFunctionIsGovernedByTheUnitThatNamesItElseByTheOneForAll() {
        RemappingTable table = laptop().decode();
        RemappingUnits units = RemappingUnits.of(table, topology());
        assertEquals(table.structures().get(0), unit(units, "00:02.0"));
        assertEquals(table.structures().get(1), unit(units, "00:14.0"));
        assertEquals(table.structures().get(1), unit(units, "03:00.0"));
        assertInstanceOf(Governance.None.class, units.governing(PciAddress.parse("0001:00:02.0")));
    }

    @Test
    void reservedRegionsReachEverythingBehindABridge() {
        RemappingUnits units = RemappingUnits.of(laptop().decode(), topology());
        assertEquals(List.of(0x7b800000L), bases(units, "00:02.0"));
        assertEquals(List.of(0x6e000000L), bases(units, "03:00.0"));
        assertEquals(List.of(0x6e000000L), bases(units, "03:00.1"));
        assertEquals(List.of(), bases(units, "00:14.0"));
    }

    @Test
    void whatIsCutOffOrOddBecomesAValueWithItsOffset() {
        RemappingTable cut = TableBytes.dmar(38, 0).u16(0).u16(24).u8(1).decode();
        TruncatedStructure end = assertInstanceOf(TruncatedStructure.class, cut.structures().get(0));
        assertEquals(48, end.offset());
        assertEquals("DRHD", end.expected());
        assertEquals(5, end.length());
        RemappingTable zero = TableBytes.dmar(38, 0).u16(1).u16(0).zeros(20).decode();
        assertEquals(1, zero.structures().size());
        assertTrue(zero.problems().get(0).message().contains("length is 0"));
        RemappingTable strange = TableBytes.dmar(38, 0).u16(77).u16(8).u32(0x12345678).u16(3).u16(20).u32(0)
                .u64(0xfed90000L).u32(1).decode();
        assertEquals(new UnknownStructure(77, 48, 8, new Value.Bytes(List.of(0x78, 0x56, 0x34, 0x12))),
                strange.structures().get(0));
        assertEquals("RHSA", strange.structures().get(1).type());
        RemappingTable scope = TableBytes.dmar(38, 0).u16(0).u16(24).u8(0).u8(0).u16(0).u64(0).u8(1).u8(0).zeros(6)
                .decode();
        assertEquals(List.of(), ((DmarStructure.Drhd) scope.structures().get(0)).scopes());
        assertEquals(64, scope.problems().get(0).offset());
        RemappingTable shortUnit = TableBytes.dmar(38, 0).u16(0).u16(8).u32(0).u16(2).u16(8).u8(1).u8(0).u16(0)
                .decode();
        assertEquals(List.of("TRUNCATED", "ATSR"), shortUnit.structures().stream().map(Structure::type).toList());
    }

    @Test
    void headersAreJudged() {
        byte[] good = laptop().bytes();
        assertTrue(AcpiTable.read(good).orElseThrow().checksumOk());
        good[20]++;
        AcpiTable wrong = AcpiTable.read(good).orElseThrow();
        assertFalse(wrong.checksumOk());
        assertEquals(9, wrong.problems().get(0).offset());
        assertTrue(AcpiTable.read(new byte[35]).isEmpty());
        AcpiTable half = AcpiTable.read(Arrays.copyOf(laptop().bytes(), 100)).orElseThrow();
        assertTrue(half.problems().get(0).message().contains("only 100 are there"));
        assertFalse(half.checksumOk());
    }

    private static Structure unit(RemappingUnits units, String address) {
        return assertInstanceOf(Governance.Unit.class, units.governing(PciAddress.parse(address))).unit();
    }

    private static List<Long> bases(RemappingUnits units, String address) {
        return units.reservedRegions(PciAddress.parse(address)).stream().map(RemappingUnits.ReservedRegion::base)
                .toList();
    }
}
