package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.pci.PciAddress;

/** Known, absent and unknown are told apart, attribute by attribute. */
class FunctionFactsTest {

    private static final String CARD = "0000:01:00.0";
    private static final String OTHER = "0000:00:1f.0";

    @TempDir
    Path folder;
    private FolderHost capture;

    @BeforeEach
    void twoFunctions() {
        capture = new FolderHost(folder).function(CARD, "0x10de", "0x2484", "0x030000")
                .function(OTHER, "0x8086", "0x438b", "0x060100");
    }

    private HostFunction card() throws HostException {
        return capture.open().function(PciAddress.parse(CARD)).orElseThrow();
    }

    private HostFunction other() throws HostException {
        return capture.open().function(PciAddress.parse(OTHER)).orElseThrow();
    }

    @Test
    void whatNoFunctionShowsIsUnknown() throws HostException {
        HostFunction card = card();
        for (Fact<?> fact : List.of(card.driver(), card.driverOverride(), card.numaNode(), card.group(),
                card.resetMethods(), card.bootVga(), card.powerState(), card.d3coldAllowed(), card.powerControl(),
                card.sriovNumVfs(), card.sriovTotalVfs(), card.physfn(), card.consumers(), card.suppliers(), card.rom(),
                card.currentLinkSpeed(), card.currentLinkWidth(), card.maxLinkSpeed(), card.maxLinkWidth(),
                card.physicalSlot(), card.resizableBars(), card.label(), card.serial(), card.drmCards(),
                card.resettable(), card.runtimeStatus())) {
            assertTrue(fact.isUnknown(), fact.toString());
        }
    }

    @Test
    void whatAnotherFunctionShowsIsAbsent() throws HostException {
        capture.link("sys/bus/pci/devices/" + OTHER + "/driver", "../../../bus/pci/drivers/lpc_ich")
                .attribute(OTHER, "reset_method", "flr\n").attribute(OTHER, "physfn", "")
                .attribute(OTHER, "consumer:pci:0000:00:1f.3", "");
        HostFunction card = card();
        assertTrue(card.driver().isAbsent());
        assertEquals("sys/bus/pci/devices/" + CARD + "/driver", card.driver().source().toString());
        assertTrue(card.resetMethods().isAbsent());
        assertEquals(Optional.of(List.of()), card.consumers().value());
        assertEquals("lpc_ich", other().driver().orElse(""));
        assertEquals(Optional.of(List.of(PciAddress.parse("00:1f.3"))), other().consumers().value());
    }

    @Test
    void completeDirectoriesMakeAbsent() throws HostException {
        capture.file("underpass/complete", "# all\nsys/\n");
        assertTrue(card().driver().isAbsent());
        assertTrue(card().physicalSlot().isAbsent());
        assertEquals(Optional.of(Map.of()), card().resizableBars().value());
        assertTrue(capture.open().kernel().arguments().isUnknown());
    }

    @Test
    void wordsOfTheKernelAreUnderstood() throws HostException {
        capture.attribute(CARD, "driver_override", "(null)\n").attribute(CARD, "numa_node", "-1\n")
                .attribute(CARD, "reset_method", "\n").attribute(CARD, "boot_vga", "1\n")
                .attribute(CARD, "current_link_speed", "16.0 GT/s PCIe\n").attribute(CARD, "max_link_speed",
                "Unknown\n")
                .attribute(CARD, "current_link_width", "16\n").attribute(CARD, "max_link_width", "255\n")
                .attribute(CARD, "resource1_resize", "00000000000001c0\n").attribute(CARD, "rom", "\u0055ROM")
                .attribute(CARD, "power/control", "auto\n").attribute(CARD, "d3cold_allowed", "0\n")
                .attribute(OTHER, "driver_override", "vfio-pci\n").attribute(OTHER, "numa_node", "1\n")
                .attribute(OTHER, "rom", "").attribute(OTHER, "reset_method", "device_specific flr\tbus\n");
        HostFunction card = card();
        assertTrue(card.driverOverride().isAbsent());
        assertTrue(card.numaNode().isAbsent());
        assertEquals(Optional.of(List.of()), card.resetMethods().value());
        assertEquals(Optional.of(true), card.bootVga().value());
        assertEquals(Optional.of(16.0), card.currentLinkSpeed().value());
        assertTrue(card.maxLinkSpeed().isUnknown());
        assertEquals(Optional.of(16), card.currentLinkWidth().value());
        assertTrue(card.maxLinkWidth().isUnknown());
        assertEquals(Optional.of(Map.of(1, 0x1c0L)), card.resizableBars().value());
        assertArrayEquals("\u0055ROM".getBytes(), card.rom().value().orElseThrow());
        assertEquals(Optional.of("auto"), card.powerControl().value());
        assertEquals(Optional.of(false), card.d3coldAllowed().value());
        assertEquals(Optional.of("vfio-pci"), other().driverOverride().value());
        assertEquals(Optional.of(1), other().numaNode().value());
        assertTrue(other().rom().isUnknown());
        assertEquals(Optional.of(List.of("device_specific", "flr", "bus")), other().resetMethods().value());
        assertTrue(other().bootVga().isAbsent());
    }

    @Test
    void garbageIsUnknownAndSaysWhatWasExpected() throws HostException {
        capture.attribute(CARD, "numa_node", "near\n").attribute(CARD, "boot_vga", "maybe\n")
                .attribute(CARD, "sriov_numvfs", "\0\0\0");
        HostFunction card = card();
        assertEquals(new Fact.Unknown<>("expected a number, found \"near\"",
                Provenance.of("sys/bus/pci/devices/" + CARD + "/numa_node")), card.numaNode());
        assertTrue(card.bootVga().isUnknown());
        assertTrue(card.sriovNumVfs().isUnknown());
    }

    @Test
    void paddingOfPlainTarIsDropped() throws HostException {
        capture.attribute(CARD, "label", "Slot 1\n" + "\0".repeat(4089));
        assertEquals(Optional.of("Slot 1"), card().label().value());
    }

    @Test
    void groupIsReadFromEitherSide() throws HostException {
        capture.link("sys/kernel/iommu_groups/7/devices/" + CARD, "../../../../devices/" + CARD)
                .file("sys/kernel/iommu_groups/7/type", "identity\n")
                .file("sys/kernel/iommu_groups/7/reserved_regions", "0x00000000fee00000 0x00000000feefffff msi\n");
        Host host = capture.open();
        HostGroups.Group group = host.groups().of(PciAddress.parse(CARD)).orElseThrow();
        assertEquals("7", group.id());
        assertEquals(HostGroups.Source.KERNEL, host.groups().source());
        assertEquals(Optional.of("identity"), group.type().value());
        assertEquals(0xfeefffffL, group.reserved().value().orElseThrow().getFirst().end());
        assertTrue(other().group().isAbsent());
    }

    @Test
    void slotsAreFoundByAddress() throws HostException {
        capture.file("sys/bus/pci/slots/3/address", "0000:01:00\n").file("sys/bus/pci/slots/4/address", "0000:02:00\n");
        assertEquals(Optional.of("3"), card().physicalSlot().value());
        assertTrue(other().physicalSlot().isAbsent());
    }

    @Test
    void functionsWithoutIdentityAreNoted() throws HostException {
        capture.attribute("0000:05:00.0", "numa_node", "0\n").link("sys/bus/pci/devices/0000:06:00.0", "../nowhere")
                .file("sys/bus/pci/devices/nonsense/vendor", "0x1\n");
        Host host = capture.open();
        assertEquals(2, host.functions().size());
        assertEquals(2, host.notes().size(), host.notes().toString());
    }

    @Test
    void ueventAloneIsEnough() throws HostException {
        capture.attribute("0000:05:00.0", "uevent",
                "DRIVER=nvme\nPCI_CLASS=10802\nPCI_ID=144D:A808\nPCI_SUBSYS_ID=144D:A801\n");
        HostFunction disk = capture.open().function(PciAddress.parse("05:00.0")).orElseThrow();
        assertEquals(0x144d, disk.pci().vendor());
        assertEquals(0xa808, disk.pci().device());
        assertEquals(0x010802, disk.pci().classCode());
    }

    @Test
    void sysDevicesAloneIsEnough(@TempDir Path other) throws HostException {
        FolderHost nested = new FolderHost(other);
        String port = "sys/devices/pci0000:00/0000:00:01.0/";
        nested.file(port + "vendor", "0x8086\n").file(port + "device", "0x1901\n").file(port + "class", "0x060400\n");
        String card = port + CARD + "/";
        nested.file(card + "vendor", "0x10de\n").file(card + "device", "0x2484\n").file(card + "class", "0x030000\n");
        Host host = nested.open();
        assertEquals(2, host.functions().size());
        assertEquals("0000:00:01.0",
                host.topology().parent(PciAddress.parse(CARD)).orElseThrow().address().toString());
    }
}
