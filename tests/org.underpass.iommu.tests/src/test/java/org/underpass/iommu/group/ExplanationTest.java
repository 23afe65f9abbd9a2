package org.underpass.iommu.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.underpass.iommu.group.Fixture.ALL;
import static org.underpass.iommu.group.Fixture.addresses;
import static org.underpass.iommu.group.Fixture.endpoint;
import static org.underpass.iommu.group.Fixture.rootPort;
import static org.underpass.iommu.group.Fixture.space;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress.Type;

/** The kernel's groups explained, differences found, and advice. */
class ExplanationTest {
    private static final Fixture NO_ACS = new Fixture().add("00:01.0", rootPort(1)).add("01:00.0", endpoint());

    @Test
    void agreementNeedsNoDifference() {
        GroupExplanation explained = GroupExplanation.explain(Map.of(7, addresses("00:01.0", "01:00.0")),
                NO_ACS.topology(), GroupAssumptions.asShown(), Optional.of("quiet"));
        assertEquals(List.of(), explained.differences());
        assertEquals("missing-acs", explained.group(7).orElseThrow().reasons().get(0).ties().get(0).kind());
    }

    @Test
    void anOverrideIsRecognisedByTheCommandLineOrSuspectedWithout() {
        Map<Integer, Set<PciAddress>> kernel = Map.of(1, addresses("00:01.0"), 2, addresses("01:00.0"));
        Map<Optional<String>, GroupExplanation.Cause> cases = Map.of(
                Optional.of("ro pcie_acs_override=downstream,multifunction quiet"), GroupExplanation.Cause.OVERRIDE,
                Optional.of("pcie_acs_override=id:1234:0001"), GroupExplanation.Cause.OVERRIDE,
                Optional.empty(), GroupExplanation.Cause.OVERRIDE_SUSPECTED,
                Optional.of("pcie_acs_override=multifunction"), GroupExplanation.Cause.UNEXPLAINED,
                Optional.of("quiet"), GroupExplanation.Cause.UNEXPLAINED);
        cases.forEach((line, cause) -> {
            GroupExplanation explained = GroupExplanation.explain(kernel, NO_ACS.topology(),
                    GroupAssumptions.asShown(), line);
            assertEquals(1, explained.differences().size());
            assertEquals(cause, assertInstanceOf(GroupExplanation.Difference.ApartInKernel.class,
                    explained.differences().get(0)).cause(), line.toString());
        });
    }

    @Test
    void aGroupThatIsLargerThanOursIsNamedWithItsParts() {
        Fixture machine = new Fixture().add("00:01.0", rootPort(1).acs(ALL, ALL)).add("01:00.0", endpoint());
        GroupExplanation explained = GroupExplanation.explain(Map.of(3, addresses("00:01.0", "01:00.0")),
                machine.topology(), GroupAssumptions.asShown(), Optional.empty());
        GroupExplanation.Difference.TogetherInKernel difference = assertInstanceOf(
                GroupExplanation.Difference.TogetherInKernel.class, explained.differences().get(0));
        assertEquals(List.of(addresses("00:01.0"), addresses("01:00.0")), difference.parts());
        assertEquals("unexplained", explained.group(3).orElseThrow().reasons().get(0).ties().get(0).kind());
    }

    @Test
    void adviceNamesPortsSlotsAndNeighbours() {
        Fixture machine = new Fixture()
                .add("00:01.0", space().multifunction().bridge(0, 1, 1).express(Type.ROOT_PORT))
                .add("00:01.1", space().bridge(0, 2, 2).express(Type.ROOT_PORT).acs(ALL, 0))
                .add("00:1c.0", rootPort(3).acs(ALL, ALL)).add("00:1d.0", rootPort(4).acs(ALL, ALL))
                .add("01:00.0", endpoint().multifunction()).add("01:00.1", endpoint()).add("02:00.0", endpoint())
                .add("04:00.0", endpoint());
        List<SplitAdvice> advice = SplitAdvice.forDevice(machine.groups(), machine.topology(),
                PciAddress.parse("01:00.0"));
        assertEquals(Set.of(SplitAdvice.FirmwareSwitch.class, SplitAdvice.SwitchOn.class,
                SplitAdvice.AnotherSlot.class, SplitAdvice.MoveNeighbours.class, SplitAdvice.GiveTogether.class),
                Set.copyOf(advice.stream().map(Object::getClass).toList()));
        SplitAdvice.AnotherSlot slot = advice.stream().filter(SplitAdvice.AnotherSlot.class::isInstance)
                .map(SplitAdvice.AnotherSlot.class::cast).findFirst().orElseThrow();
        assertEquals(List.of(PciAddress.parse("00:1c.0")), slot.free());
        assertEquals(List.of(PciAddress.parse("00:1d.0")), slot.taken());
        assertTrue(advice.stream().noneMatch(one -> one.sentence().contains("pcie_acs_override")));
    }

    @Test
    void aCardAloneWithItsPortNeedsNoSplitting() {
        assertEquals(List.of(), SplitAdvice.forDevice(NO_ACS.groups(), NO_ACS.topology(), PciAddress.parse("01:00.0")));
    }

    @Test
    void commandLinesAreReadAsTheKernelReadsThem() {
        assertEquals(Optional.empty(), AcsOverride.parse("quiet xpcie_acs_override=downstream"));
        assertEquals(new AcsOverride(true, false, Set.of(0x8086244e)),
                AcsOverride.parse("a pcie_acs_override=downstream,id:8086:244e").orElseThrow());
        assertFalse(AcsOverride.parse("pcie_acs_override=nonsense").orElseThrow().isActive());
    }
}
