package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;

/** The machines that ship are sound captures, and each has what it is there for. */
class SimulatedHostsTest {

    private static final PciAddress CARD = PciAddress.parse("01:00.0");

    @ParameterizedTest
    @ValueSource(strings = {"workstation", "laptop", "board"})
    void isASoundCapture(String name) throws HostException {
        Host host = HostSources.open("demo:" + name);
        assertEquals(List.of(), host.notes());
        assertEquals(List.of(), host.groups().differences());
        for (HostFunction function : host.functions()) {
            assertEquals(CapabilityCoverage.FULL, function.pci().coverage(), function.toString());
            assertFalse(function.driver().isUnknown());
            assertFalse(function.resetMethods().isUnknown());
            assertTrue(function.pci().bars().stream().allMatch(bar -> bar.size().isPresent()));
        }
        host.iommu().remappingTables().forEach(table ->
                assertEquals(List.of(), RemappingTable.decode(table.it()).problems()));
        assertTrue(host.kernel().config().isKnown());
        assertTrue(host.kernel().log().value().orElseThrow().fromBoot());
        assertTrue(host.ioMemory().isKnown());
        assertTrue(host.critical().fileSystems().isKnown());
        assertEquals(1, host.critical().defaultRoute().value().orElseThrow().size());
        assertTrue(host.programs().qemu().value().orElseThrow().version().orElseThrow().atLeast(7, 2));
        for (HostFirmware.Descriptor firmware : host.firmware().descriptors().value().orElseThrow()) {
            assertEquals(Optional.of(true), host.firmware().isThere(firmware.executable()).value());
            assertEquals(Optional.of(true), host.firmware().isThere(firmware.nvramTemplate().orElseThrow()).value());
        }
        assertEquals(Optional.of(false), host.firmware().isThere("/usr/share/OVMF/none.fd").value());
    }

    @Test
    void bridgeNumbersAgreeWithTheTree() throws HostException {
        for (HostSources.Demo demo : HostSources.demos()) {
            Host host = HostSources.open("demo:" + demo.name());
            for (HostFunction function : host.functions()) {
                Optional<PciFunction> parent = host.topology().parent(function.address());
                parent.ifPresent(bridge -> assertEquals(function.address().bus(),
                        bridge.busNumbers().orElseThrow().secondary(), function.toString()));
            }
        }
    }

    @Test
    void workstationCanGiveItsCard() throws HostException {
        Host host = HostSources.open("demo:workstation");
        assertEquals(HostGroups.Source.KERNEL, host.groups().source());
        assertEquals(List.of(CARD, CARD.withFunction(1)), host.groups().of(CARD).orElseThrow().functions());
        HostFunction card = host.function(CARD).orElseThrow();
        assertEquals("NVIDIA Corporation GA104 [GeForce RTX 3070]", host.nameOf(card));
        assertEquals(Optional.of("vfio-pci"), card.driver().value());
        assertEquals(Optional.of(List.of("flr", "bus")), card.resetMethods().value());
        assertEquals(Optional.of(false), card.bootVga().value());
        assertEquals(2048, card.rom().value().orElseThrow().length);
        assertEquals(List.of(CARD.withFunction(1)), card.consumers().value().orElseThrow());
        assertEquals(0x48b02dfe12a4c037L, card.serial().value().orElseThrow());
        assertEquals("PCIEX16_1", card.label().orElse(""));
        assertTrue(host.critical().of(CARD).isEmpty());
        assertEquals(List.of(), host.critical().keyboard().value().orElseThrow());
        assertEquals("0000:10:00.0", host.displays().framebuffers().value().orElseThrow().getFirst().function()
                .orElseThrow().toString());
        assertEquals(Optional.of(true), host.programs().secureShell().value());
        assertEquals(8192L, host.memory().hugePages().value().orElseThrow().stream()
                .filter(pool -> pool.pageSize() == 2 << 20 && pool.node().equals(OptionalInt.of(0)))
                .findFirst().orElseThrow().free());
        assertTrue(host.memory().lockLimits().value().orElseThrow().getFirst().bytes().isEmpty());
        assertEquals(HostProcessors.Vendor.AMD, host.processors().vendor().orElse(null));
        assertEquals(16, host.processors().cpus().value().orElseThrow().size());
    }

    @Test
    void laptopHasNoIommuAndOneGroupForAll() throws HostException {
        Host host = HostSources.open("demo:laptop");
        assertEquals(Optional.of(List.of()), host.iommu().units().value());
        assertTrue(host.iommu().table("DMAR").isAbsent());
        assertEquals(Optional.of(true), host.dmi().isMobile().value());
        assertEquals(HostGroups.Source.COMPUTED, host.groups().source());
        HostGroups.Group group = host.groups().of(CARD).orElseThrow();
        assertTrue(group.functions().contains(PciAddress.parse("02:00.0")), group.toString());
        assertFalse(host.groups().reasons(group).isEmpty());
        assertEquals("/", host.critical().of(PciAddress.parse("02:00.0")).getFirst().detail());
        assertTrue(host.function(CARD).orElseThrow().rom().isAbsent());
    }

    @Test
    void boardHasMuchInTheWay() throws HostException {
        Host host = HostSources.open("demo:board");
        PciAddress card = PciAddress.parse("03:00.0");
        HostGroups.Group group = host.groups().of(card).orElseThrow();
        assertTrue(group.functions().contains(PciAddress.parse("04:00.0")), group.toString());
        assertEquals(HostCritical.Kind.FILE_SYSTEM, host.critical().of(PciAddress.parse("04:00.0")).getFirst().kind());
        long start = host.function(card).orElseThrow().pci().bars().getFirst().address();
        List<String> holders = host.ioMemory().value().orElseThrow().within(start, start).stream()
                .map(IoMemory.Resource::name).toList();
        assertEquals(List.of("PCI Bus 0000:00", "0000:03:00.0", "BOOTFB", "simpledrm"), holders);
        assertTrue(host.function(card).orElseThrow().rom().isUnknown());
        assertEquals(List.of("1002:731f,1002:ab38"), host.kernel().arguments().value().orElseThrow()
                .values("vfio_pci.ids"));
        assertEquals("1002:731f,1002:ab38", host.modprobe().value().orElseThrow().options("vfio-pci").getFirst()
                .value());
        assertEquals("etc/modprobe.d/vfio.conf:1",
                host.modprobe().value().orElseThrow().options("vfio-pci").getFirst().source().toString());
        assertEquals(1, host.displays().firmwareFramebuffers().value().orElseThrow().size());
        assertEquals("0000:00:14.0", host.critical().keyboard().value().orElseThrow().getFirst().function().toString());
        assertTrue(host.kernel().log().value().orElseThrow().find("DMAR: IOMMU enabled").isPresent());
    }
}
