package org.underpass.hypervisor.qemu;

import java.util.OptionalInt;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.GuestIds;
import org.underpass.profile.IgdLegacyMode;
import org.underpass.profile.IgdSettings;
import org.underpass.profile.Rom;

/** Real devices, given away through VFIO (docs/system/devices/vfio, hw/vfio/pci.c). */
public final class QemuPassthrough {
    private QemuPassthrough() {
    }

    /** All devices of the machine. */
    public static void vfio(QemuBuild build) {
        boolean iommufd = build.profile().machine().iommufd() && build.has(9, 0, "iommufd", "machine.iommufd",
                "devices go through the VFIO container");
        if (iommufd) {
            build.out().object(QemuProps.of("iommufd").with("id", "iommufd0"));
        }
        for (PassedDevice device : build.machine().passed()) {
            for (PassedFunction function : device.functions()) {
                QemuProps props = build.at(function(device.id(function), function,
                        ramfb(device)), function.slot());
                if (device.isMain(function)) {
                    settings(build, device, function, props);
                }
                if (iommufd) {
                    props.with("iommufd", "iommufd0");
                }
                build.out().device(props);
            }
        }
    }

    private static QemuProps function(String id, PassedFunction function, boolean ramfb) {
        QemuProps props = QemuProps.of(ramfb ? "vfio-pci-nohotplug" : "vfio-pci").with("id", id);
        return function.mdev().map(uuid -> props.with("sysfsdev", "/sys/bus/mdev/devices/" + uuid))
                .orElseGet(() -> props.with("host", function.address().toString()));
    }

    private static void settings(QemuBuild build, PassedDevice device, PassedFunction function, QemuProps props) {
        AssignedDevice entry = device.entry();
        entry.rom().ifPresent(rom -> rom(rom, props));
        entry.guestIds().ifPresent(ids -> ids(ids, props));
        entry.igd().ifPresent(igd -> igd(build, device, igd, props));
        if (entry.primary() && function.host().pci().isVga()) {
            if (build.firmware().type() == FirmwareType.BIOS) {
                props.with("x-vga", true);
            } else {
                build.report().info("x-vga", entry.path() + ".primary", "the card gets no legacy VGA access (x-vga)",
                        "UEFI firmware draws through the card's own EFI driver, and VGA access would be taken from "
                                + "the host's card");
            }
        }
        entry.mdev().flatMap(m -> m.display()).ifPresent(shown -> props.with("display", shown));
        if (ramfb(device)) {
            props.with("ramfb", true);
        }
    }

    private static boolean ramfb(PassedDevice device) {
        return device.entry().mdev().flatMap(m -> m.ramfb()).orElse(false);
    }

    /** The options for one card by itself: a root port, and each of its functions behind that. */
    public static QemuCommandLine fragment(DeviceSketch sketch) {
        QemuCommandLine.Builder out = new QemuCommandLine.Builder();
        int bus = sketch.functions().get(0).slot().bus();
        out.device(QemuProps.of("pcie-root-port").with("id", "port" + bus).with("bus", "pcie.0")
                .with("chassis", bus).with("slot", bus));
        for (DeviceSketch.Function function : sketch.functions()) {
            QemuProps props = QemuProps.of("vfio-pci").with("id", "passed" + (bus - 1) + "f" + function.number())
                    .with("host", function.address()).with("bus", "port" + bus)
                    .with("addr", String.format("0x0.0x%x", function.slot().function()));
            if (function.slot().multifunction()) {
                props.with("multifunction", true);
            }
            if (function.main()) {
                sketch.entry().rom().ifPresent(rom -> rom(rom, props));
                sketch.entry().guestIds().ifPresent(ids -> ids(ids, props));
                sketch.entry().igd().ifPresent(igd -> {
                    igd.opRegion().ifPresent(on -> props.with("x-igd-opregion", on));
                    igd.stolenMemory().ifPresent(units -> props.with("x-igd-gms", units));
                });
            }
            out.device(props);
        }
        return out.build();
    }

    /** The ROM of a card as properties of its device. */
    private static void rom(Rom rom, QemuProps props) {
        rom.file().ifPresent(file -> props.with("romfile", file));
        rom.bar().ifPresent(bar -> props.with("rombar", bar ? 1 : 0));
    }

    /** Ids that the guest sees instead of the real ones. */
    private static void ids(GuestIds ids, QemuProps props) {
        id(props, "x-pci-vendor-id", ids.vendor());
        id(props, "x-pci-device-id", ids.device());
        id(props, "x-pci-sub-vendor-id", ids.subsystemVendor());
        id(props, "x-pci-sub-device-id", ids.subsystemDevice());
    }

    private static void id(QemuProps props, String key, OptionalInt value) {
        value.ifPresent(v -> props.with(key, String.format("0x%04x", v)));
    }

    private static void igd(QemuBuild build, PassedDevice device, IgdSettings igd, QemuProps props) {
        igd.opRegion().ifPresent(on -> props.with("x-igd-opregion", on));
        igd.stolenMemory().ifPresent(units -> props.with("x-igd-gms", units));
        if (igd.legacyMode() != IgdLegacyMode.AUTO && build.has(10, 0, "choosing legacy mode for Intel graphics",
                device.path() + ".igd.legacyMode", "QEMU decides by itself")) {
            props.with("x-igd-legacy-mode", igd.legacyMode() == IgdLegacyMode.ON);
        }
    }
}
