package org.underpass.iommu.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.underpass.iommu.group.Fixture.ALL;
import static org.underpass.iommu.group.Fixture.endpoint;
import static org.underpass.iommu.group.Fixture.rootPort;
import static org.underpass.iommu.group.Fixture.sets;
import static org.underpass.iommu.group.Fixture.space;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.iommu.acpi.TableBytes;
import org.underpass.pci.Acs;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress.Type;

/** Each rule by which functions are tied or kept apart, on machines of a few functions. */
class GroupRulesTest {

    @Test
    void aPortWithAcsSwitchedOnKeepsItsDeviceApart() {
        ComputedGroups groups = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL)).add("01:00.0", endpoint())
                .groups();
        assertEquals(Set.of(Set.of("00:01.0"), Set.of("01:00.0")), sets(groups));
        assertTrue(groups.groups().stream().allMatch(group -> group.source() == ComputedGroup.Source.COMPUTED));
    }

    @Test
    void aPortWithoutAcsTiesAndIsNamed() {
        ComputedGroup group = new Fixture().add("00:01.0", rootPort(1)).add("01:00.0", endpoint()).groups().groups()
                .get(0);
        Tie.MissingAcs tie = (Tie.MissingAcs) group.reasons().get(0).ties().get(0);
        assertEquals(PciAddress.parse("00:01.0"), tie.port().function());
        assertEquals(Set.of(Acs.Service.SOURCE_VALIDATION, Acs.Service.P2P_REQUEST_REDIRECT,
                Acs.Service.P2P_COMPLETION_REDIRECT, Acs.Service.UPSTREAM_FORWARDING), tie.missingCapability());
        assertEquals("port 0000:00:01.0 above 0000:01:00.0 has no ACS capability (missing: SV, RR, CR, UF)",
                group.reasons().get(0).sentence());
    }

    @Test
    void aPortWithAcsSwitchedOffTiesUntilTheKernelSwitchesItOn() {
        Fixture machine = new Fixture().add("00:01.0", rootPort(1).acs(ALL, 0x11)).add("01:00.0", endpoint());
        Tie.MissingAcs tie = (Tie.MissingAcs) machine.groups().groups().get(0).ties().get(0);
        assertEquals(Set.of(), tie.missingCapability());
        assertEquals(Set.of(Acs.Service.P2P_REQUEST_REDIRECT, Acs.Service.P2P_COMPLETION_REDIRECT), tie.notEnabled());
        assertEquals(2, machine.groups(GroupAssumptions.asShown()
                .withControl(GroupAssumptions.Control.AS_KERNEL_WOULD_SET)).groups().size());
    }

    @Test
    void aServiceThatTheCapabilityLeavesOutCountsAsBuiltIn() {
        assertEquals(2, new Fixture().add("00:01.0", rootPort(1).acs(0x0d, 0x0d)).add("01:00.0", endpoint()).groups()
                .groups().size());
    }

    @Test
    void aFailingPortFurtherUpTiesEverythingBelow() {
        ComputedGroups groups = new Fixture()
                .add("00:01.0", space().bridge(0, 1, 4).express(Type.ROOT_PORT))
                .add("01:00.0", space().bridge(1, 2, 4).express(Type.UPSTREAM_PORT))
                .add("02:00.0", space().bridge(2, 3, 3).express(Type.DOWNSTREAM_PORT).acs(ALL, ALL))
                .add("02:01.0", space().bridge(2, 4, 4).express(Type.DOWNSTREAM_PORT).acs(ALL, ALL))
                .add("03:00.0", endpoint()).add("04:00.0", endpoint()).groups();
        assertEquals(1, groups.groups().size());
        ComputedGroup.Reason reason = groups.groups().get(0).reasons().stream()
                .filter(r -> r.one().bus() == 3 && r.other().bus() == 4).findFirst().orElseThrow();
        assertEquals(4, reason.ties().size());
        assertTrue(reason.sentence().contains("port 0000:00:01.0"), reason.sentence());
    }

    @Test
    void downstreamPortsWithAcsSplitASwitch() {
        ComputedGroups groups = new Fixture()
                .add("00:01.0", space().bridge(0, 1, 4).express(Type.ROOT_PORT).acs(ALL, ALL))
                .add("01:00.0", space().bridge(1, 2, 4).express(Type.UPSTREAM_PORT))
                .add("02:00.0", space().bridge(2, 3, 3).express(Type.DOWNSTREAM_PORT).acs(ALL, ALL))
                .add("02:01.0", space().bridge(2, 4, 4).express(Type.DOWNSTREAM_PORT))
                .add("03:00.0", endpoint()).add("04:00.0", endpoint()).groups();
        assertEquals(Set.of(Set.of("00:01.0"), Set.of("01:00.0"), Set.of("02:00.0"), Set.of("03:00.0"),
                Set.of("02:01.0", "04:00.0")), sets(groups));
    }

    @Test
    void functionsOfOneDeviceWithoutAcsBelongTogether() {
        ComputedGroups groups = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL))
                .add("01:00.0", endpoint().multifunction()).add("01:00.1", endpoint()).groups();
        assertEquals(Set.of(Set.of("00:01.0"), Set.of("01:00.0", "01:00.1")), sets(groups));
        assertEquals("multifunction-slot", groups.groups().get(1).ties().get(0).kind());
    }

    @Test
    void aVendorsWordReplacesAcsInANetworkCard() {
        ComputedGroups groups = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL))
                .add("01:00.0", endpoint().ids(0x8086, 0x1521).multifunction())
                .add("01:00.1", endpoint().ids(0x8086, 0x1521)).groups();
        assertEquals(3, groups.groups().size());
        assertEquals("intel-i350", groups.acs(PciAddress.parse("01:00.1")).orElseThrow().quirk().orElseThrow().name());
    }

    @Test
    void integratedEndpointsAreApartByIntelsWordOnly() {
        Fixture intel = new Fixture().add("00:14.0", space().ids(0x8086, 0xa36d).multifunction()
                .express(Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT)).add("00:14.2", space().ids(0x8086, 0xa36f)
                .express(Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT));
        Fixture other = new Fixture().add("00:14.0", space().multifunction()
                .express(Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT)).add("00:14.2", space()
                .express(Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT));
        assertEquals(2, intel.groups().groups().size());
        assertEquals(1, other.groups().groups().size());
    }

    @Test
    void everythingBehindAConventionalBridgeIsOneGroup() {
        ComputedGroups groups = new Fixture()
                .add("00:01.0", space().bridge(0, 1, 2).express(Type.ROOT_PORT).acs(ALL, ALL))
                .add("01:00.0", space().bridge(1, 2, 2).express(Type.PCIE_TO_PCI_BRIDGE))
                .add("02:01.0", space()).add("02:02.0", space()).groups();
        assertEquals(Set.of(Set.of("00:01.0"), Set.of("01:00.0", "02:01.0", "02:02.0")), sets(groups));
        assertTrue(groups.groups().get(1).ties().stream().allMatch(tie -> tie.kind().equals("conventional-bridge")));
    }

    @Test
    void aBridgeThatHidesItsCapabilityIsRecognised() {
        ComputedGroups groups = new Fixture()
                .add("00:01.0", space().bridge(0, 1, 2).express(Type.ROOT_PORT).acs(ALL, ALL))
                .add("01:00.0", space().bridge(1, 2, 2).ids(0x1b21, 0x1080)).add("02:00.0", space()).groups();
        assertEquals(Set.of(Set.of("00:01.0"), Set.of("01:00.0", "02:00.0")), sets(groups));
        assertTrue(groups.groups().get(1).ties().get(0).sentence()
                .contains("does not show its PCI Express capability"));
    }

    @Test
    void conventionalFunctionsOfOneDeviceBelongTogether() {
        assertEquals(Set.of(Set.of("00:1f.0", "00:1f.2"), Set.of("00:02.0")),
                sets(new Fixture().add("00:1f.0", space().multifunction()).add("00:1f.2", space())
                        .add("00:02.0", space()).groups()));
    }

    @Test
    void aDiskControllerThatUsesItsNeighboursIdIsTied() {
        ComputedGroup group = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL))
                .add("01:00.0", endpoint().ids(0x1b4b, 0x9172).multifunction().acs(ALL, ALL))
                .add("01:00.1", endpoint().ids(0x1b4b, 0x91a4).acs(ALL, ALL)).groups().groups().get(1);
        assertEquals(Set.of("dma-alias"), Set.of(group.ties().get(0).kind()));
        assertEquals(Fixture.addresses("01:00.0", "01:00.1"), group.members());
    }

    @Test
    void intelChipsetPortsAreApartWhenTheirRegisterWindowIsOn() {
        for (int window : new int[] {0, 1}) {
            Fixture machine = new Fixture()
                    .add("00:1c.0", space().ids(0x8086, 0x1e10).multifunction().bridge(0, 1, 1).express(Type.ROOT_PORT))
                    .add("00:1c.1", space().ids(0x8086, 0x1e12).bridge(0, 2, 2).express(Type.ROOT_PORT))
                    .add("00:1f.0", space().ids(0x8086, 0x1e49).u8(0xf0, window))
                    .add("01:00.0", endpoint()).add("02:00.0", endpoint());
            assertEquals(window == 1 ? 5 : 2, machine.groups().groups().size());
        }
        ComputedGroups dark = new Fixture()
                .add("00:1c.0", space().ids(0x8086, 0x1e10).bridge(0, 1, 1).express(Type.ROOT_PORT))
                .add("01:00.0", endpoint()).groups();
        assertEquals(ComputedGroup.Source.UNKNOWN, dark.groups().get(0).source());
    }

    @Test
    void widePortsOfIntels100SeriesAreReadAtTheirOwnOffset() {
        Fixture.Space on = rootPort(1).ids(0x8086, 0xa110).acs(ALL, 0).u16(0x108, ALL);
        Fixture.Space off = rootPort(1).ids(0x8086, 0xa110).acs(ALL, ALL);
        assertEquals(2, new Fixture().add("00:1c.0", on).add("01:00.0", endpoint()).groups().groups().size());
        assertEquals(1, new Fixture().add("00:1c.0", off).add("01:00.0", endpoint()).groups().groups().size());
    }

    @Test
    void amdChipsetFunctionsDependOnTheIvrs() {
        Fixture machine = new Fixture().add("00:14.0", space().ids(0x1002, 0x4385).multifunction())
                .add("00:14.2", space().ids(0x1002, 0x4383));
        assertEquals(2, machine.groups(GroupAssumptions.asShown().withIvrs(true)).groups().size());
        assertEquals(1, machine.groups(GroupAssumptions.asShown().withIvrs(false)).groups().size());
        assertEquals(ComputedGroup.Source.UNKNOWN, machine.groups().groups().get(0).source());
    }

    @Test
    void aShortDumpMakesGroupsUnknownAndSaysWhichFunctionsAreShort() {
        for (int length : new int[] {64, 256}) {
            ComputedGroup group = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL).cut(length))
                    .add("01:00.0", endpoint()).groups().groups().get(0);
            assertEquals(ComputedGroup.Source.UNKNOWN, group.source());
            assertEquals(Fixture.addresses("00:01.0"), group.unseen());
            assertEquals(Fixture.addresses("00:01.0", "01:00.0"), group.members());
        }
    }

    @Test
    void aShortDumpDoesNotHideWhatIsSureAnyway() {
        ComputedGroups groups = new Fixture().add("00:02.0", endpoint().cut(64)).add("00:1f.0", space().multifunction())
                .add("00:1f.3", space()).groups();
        assertTrue(groups.groups().stream().allMatch(group -> group.source() == ComputedGroup.Source.COMPUTED));
        assertEquals(2, groups.groups().size());
    }

    @Test
    void virtualFunctionsAreNotAMultifunctionDevice() {
        Fixture.Space physical = endpoint().u16(0x100, 0x10).u16(0x102, 1).u16(0x108, 1).u16(0x110, 2).u16(0x114, 2)
                .u16(0x116, 1);
        ComputedGroups groups = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL)).add("01:00.0", physical)
                .add("01:00.2", endpoint()).add("01:00.3", endpoint()).groups();
        assertEquals(4, groups.groups().size());
    }

    @Test
    void whatNoUnitGovernsIsInNoGroup() {
        byte[] table = TableBytes.ivrs(0x203043).u8(0x10).u8(0).u16(32).u16(0x0002).u16(0x40).u64(0xfeb80000L).u16(0)
                .u16(0).u32(0).u8(3).u16(0x0008).u8(0).u8(4).u16(0xffff).u8(0).bytes();
        Fixture machine = new Fixture().add("00:00.0", space().classCode(0x060000).multifunction())
                .add("00:00.2", space().classCode(0x080600)).add("00:01.0", space());
        RemappingUnits units = RemappingUnits.of(RemappingTable.decode(
                AcpiTable.read(table).orElseThrow()), machine.topology());
        ComputedGroups groups = machine.groups(GroupAssumptions.asShown().withIvrs(true).withUnits(units));
        assertEquals(Set.of(Set.of("00:01.0")), sets(groups));
        assertEquals(Fixture.addresses("00:00.0", "00:00.2"), groups.ungrouped().keySet());
        assertEquals("0000:00:00.2 is an IOMMU itself", groups.ungrouped().get(PciAddress.parse("00:00.2")));
    }
}
