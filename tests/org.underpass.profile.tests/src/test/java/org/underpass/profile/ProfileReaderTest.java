package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.underpass.pci.PciAddress;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.Span;

/** What stands in a profile arrives in its records, and each value knows its place. */
class ProfileReaderTest {
    private static VmProfile full() {
        return (VmProfile) Fixtures.read(Fixtures.resources().resolve("valid/full.vm.yaml")).profile().orElseThrow();
    }

    @Test
    void aMachineArrivesWhole() {
        VmProfile vm = full();
        assertEquals("full.machine_1-a", vm.name());
        assertEquals(Optional.of("Everything, with 'quotes', $(commands) and <angles>"), vm.title());
        assertEquals(Optional.of(UUID.fromString("0c6f8a4e-2f7e-4c39-9d2a-6a0c1b6a3b11")), vm.uuid());
        assertEquals(new Machine(Optional.of(MachineType.I440FX), 16L << 30, OptionalLong.of(1 << 30),
                OptionalInt.of(1),
                Optional.of(true), true, true, Optional.of(KernelIrqchip.SPLIT), VirtualIommu.INTEL, true,
                Optional.of(ClockBase.UTC), StopPolicy.POWERDOWN_ONLY, CpuSet.tryParse("0-1"),
                Optional.of(MemoryPolicy.INTERLEAVE), vm.machine().numa(), vm.machine().iommuOptions(),
                vm.machine().pci()), vm.machine());
        assertEquals(new NumaCell(0, 12L << 30, CpuSet.tryParse("0-5"), OptionalLong.of(2 << 20), Optional.of(false),
                CpuSet.tryParse("0"), Optional.of(MemoryPolicy.PREFERRED), OptionalInt.of(0), List.of(10, 21)),
                vm.machine().numa().getFirst());
        assertEquals(new IommuOptions(GuestAddress.tryParse("00:06.0"), Optional.of(true), Optional.of(true),
                Optional.of(false), Optional.of(true), OptionalInt.of(48), Optional.of(true)),
                vm.machine().iommuOptions());
        assertEquals(new PciTree(List.of(new PciBridge(0, 1, Optional.of(BridgeModel.PCI_BRIDGE),
                GuestAddress.tryParse("00:07.0"), OptionalInt.of(3), OptionalInt.of(0), OptionalInt.of(128),
                OptionalInt.of(0), Optional.of(false), Optional.of(false))),
                Map.of("usb", new GuestAddress(0, 1, 2)), Optional.of(UsbController.UHCI), OptionalLong.of(2L << 30)),
                vm.machine().pci());
        assertEquals(new Firmware(Optional.of(FirmwareType.BIOS), Optional.of(false),
                Optional.of("/usr/share/OVMF/OVMF CODE.fd"), Optional.of("-leading/dash.fd"), TpmVersion.V2_0,
                OptionalLong.of(64L << 30)), vm.firmware());
        assertEquals(8, vm.cpu().total());
        assertEquals(List.of(2), vm.cpu().pinning().getFirst().numbers());
        assertEquals("5,13", vm.cpu().pinning().get(6).toString());
        assertEquals(Map.of("topoext", true, "sse4.2", false), vm.cpu().features());
        AssignedDevice gpu = vm.devices().getFirst();
        assertEquals(Optional.of(PciAddress.parse("0000:01:00.0")), gpu.address());
        assertEquals(new DeviceIdentity(OptionalInt.of(0x10de), OptionalInt.of(0x2684), OptionalInt.of(0x1043),
                OptionalInt.of(0x88e2), OptionalInt.of(0x030000), Optional.of("0123456789abcdef"),
                Optional.of("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), Optional.of("4"),
                Optional.of("0000:00/01.0/00.0")), gpu.identity().orElseThrow());
        assertEquals(new DeviceFunctions.Only(List.of(0, 1)), gpu.functions());
        assertEquals(Map.of(0, 8L << 30, 1, 256L << 20), gpu.resizableBar());
        assertEquals("01:00.0", gpu.guestAddress().orElseThrow().toString());
        assertEquals(new ResetSettings(List.of("device_specific", "flr", "bus"), List.of("amd.navi10"),
                List.of("sleep"),
                NeighbourReset.ACCEPT, Optional.of(Duration.ofSeconds(90))), gpu.reset().orElseThrow());
        assertEquals(Optional.of(new Sriov(3, OptionalInt.of(7))), vm.devices().get(1).sriov());
        assertEquals(Optional.of("52:54:00:ab:cd:ef"), vm.network().getFirst().mac());
        assertTrue(vm.disks().get(2).readOnly());
        assertEquals(List.of("/usr/local/bin/hook", "--name", "$(id)", "a b"), vm.hooks().getFirst().command());
        assertEquals("Measured.\nTwice.\n", vm.suppress().getFirst().reason());
        assertEquals(List.of(RescuePath.SSH, RescuePath.TIMER), vm.display().host().rescue());
        assertEquals(Duration.ofMinutes(2), vm.switching().confirmWithin().orElseThrow());
    }

    @Test
    void aSmallMachineHasTheDefaultsOfTheLanguage() {
        VmProfile vm = (VmProfile) Fixtures.read(Fixtures.resources().resolve("valid/small.vm.yaml")).profile()
                .orElseThrow();
        assertEquals(512L << 20, vm.machine().memory());
        assertEquals(0, vm.cpu().total());
        assertEquals(List.of(), vm.devices());
        assertEquals(StopPolicy.POWERDOWN, vm.machine().stop());
        assertEquals(HolderAction.REFUSE, vm.switching().holders());
        assertTrue(vm.switching().inhibitSleep());
        assertEquals(Optional.empty(), vm.display().guest().adapter());
    }

    @Test
    void aKindOfDeviceKnowsItsDevices() {
        DeviceProfile device = (DeviceProfile) Fixtures.read(Fixtures.resources().resolve("valid/full.device.yaml"))
                .profile().orElseThrow();
        DeviceMatch match = device.match().getFirst();
        assertTrue(match.matches(0x1002, 0x7319, OptionalInt.of(0x1da2), OptionalInt.of(0xe410), 0x030000,
                OptionalInt.of(0xc5)));
        assertFalse(match.matches(0x1002, 0x7329, OptionalInt.of(0x1da2), OptionalInt.of(0xe410), 0x030000,
                OptionalInt.of(0xc5)));
        assertFalse(match.matches(0x1002, 0x7319, OptionalInt.of(0x1da2), OptionalInt.of(0xe410), 0x038000,
                OptionalInt.of(0xc5)));
        assertFalse(match.matches(0x1002, 0x7319, OptionalInt.empty(), OptionalInt.of(0xe410), 0x030000,
                OptionalInt.of(0xc5)), "what is not known does not match");
        assertFalse(match.matches(0x1002, 0x7319, OptionalInt.of(0x1da2), OptionalInt.of(0xe410), 0x030000,
                OptionalInt.empty()));
        assertEquals(Optional.of(ResetVerdict.BAD), device.reset().getFirst().verdict());
        assertEquals("vendor-reset device-db.h", device.reset().getFirst().evidence().getFirst().source());
    }

    @Test
    void everyValueKnowsItsPlace() {
        VmProfile vm = full();
        Span span = vm.span("devices[0].address");
        assertEquals("\"0000:01:00.0\"", text(vm, span));
        assertEquals(58, span.line());
        assertEquals(14, span.column());
        assertEquals("off", text(vm, vm.span("devices[0].igd.legacyMode")));
        assertEquals("no", text(vm, vm.span("cpu.features[\"sse4.2\"]")));
        assertEquals("\"5,13\"", text(vm, vm.span("cpu.pinning[6]")));
        assertEquals("driver.iso", text(vm, vm.span("disks[2].file")));
        assertEquals("|\n      Measured.\n      Twice.", text(vm, vm.span("suppress[0].reason")));
        assertEquals("name: gpu", text(vm, vm.span("devices[0]")), "of a mapping its first line");
        assertEquals("machine", text(vm, vm.span("machine")), "of a mapping under a key the key");
    }

    @Test
    void whatIsNotThereIsMarkedAtItsNearestPlace() {
        VmProfile vm = full();
        assertEquals("rom", text(vm, vm.span("devices[0].rom.nothing.more")));
        assertEquals(vm.span("devices[1]"), vm.span("devices[1].rom.file"));
        assertEquals("devices", text(vm, vm.span("devices[7].address")));
        assertThrows(IllegalArgumentException.class, () -> vm.span("a..b"));
    }

    @Test
    void placesLeadBackToPaths() {
        ProfileSource source = full().source();
        for (String path : List.of("devices[0].address", "cpu.features[\"sse4.2\"]", "hooks[0].command[2]",
                "machine.memory")) {
            assertEquals(path, source.pathAt(source.span(path).orElseThrow().offset()));
        }
        assertEquals("", source.pathAt(0));
    }

    @Test
    void columnsCountUtf16UnitsAsEditorsDo() {
        ProfileSource source = ProfileSource.parse("a: [\"😀😀\", b]\r\nc: d\r\n", "x");
        assertEquals(new Span(12, 1, 1, 13), source.span("a[1]").orElseThrow());
        assertEquals(new Span(19, 1, 2, 4), source.span("c").orElseThrow());
    }

    @Test
    void aliasesStandForWhatTheyName() {
        VmProfile vm = (VmProfile) Fixtures.read(Fixtures.resources().resolve("valid/anchors.vm.yaml")).profile()
                .orElseThrow();
        assertEquals(OptionalLong.of(2L << 30), vm.firmware().mmio64Window());
        assertEquals(vm.devices().get(0).xen(), vm.devices().get(1).xen());
        assertEquals("*size", text(vm, vm.source().span("firmware.mmio64Window").orElseThrow()));
    }

    @Test
    void aPartialProfileKeepsPositions() {
        String text = "underpass: 1\nname: x\nmachine: {memory: 1 GiB}\ndevices:\n  - nonsense\n"
                + "  - address: \"02:00.0\"\n";
        ProfileResult result = ProfileReader.read(text, "x.vm.yaml");
        assertTrue(result.profile().isEmpty());
        VmProfile vm = (VmProfile) result.partial().orElseThrow();
        assertEquals("devices[1]", vm.devices().getFirst().path());
    }

    @Test
    void theKindComesFromTheKeyOrTheName() {
        String device = "underpass: 1\nname: x\nmatch: [{vendor: \"1002\"}]\n";
        assertTrue(ProfileReader.read(device, "x.device.yaml").profile().orElseThrow() instanceof DeviceProfile);
        assertTrue(ProfileReader.read("kind: device\n" + device, "-").profile().orElseThrow() instanceof DeviceProfile);
        assertTrue(ProfileReader.read(device, "-").hasErrors());
    }

    private static String text(VmProfile vm, Span span) {
        return vm.source().text().substring(span.offset(), span.end());
    }
}
