package org.underpass.hypervisor.qemu;

import java.util.Optional;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.pci.PciClass;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.IdPattern;

/**
 * Imitated devices in the places of those that would be given away: same slots, same functions, a device of the same
 * class where QEMU has one.
 */
public final class QemuStandIns {
    private static final long DRIVE = 1L << 30;

    private QemuStandIns() {
    }

    /** All devices of the machine. */
    public static void all(QemuBuild build) {
        for (PassedDevice device : build.machine().passed()) {
            for (PassedFunction function : device.functions()) {
                one(build, device, function);
            }
        }
    }

    private static void one(QemuBuild build, PassedDevice device, PassedFunction function) {
        int code = function.host().pci().classCode();
        String id = device.id(function);
        String driver = driver(code, legacy(build, device));
        add(build.out(), build.at(QemuProps.of(driver).with("id", id), function.slot()), id, code);
        if (device.isMain(function)) {
            build.report().info("stand-in", device.path(), "an imitated " + driver + " stands in for " + device.label()
                    + "; ids, ROM, driver and reset of the real card play no part",
                    "the emulator rehearses the machine without touching a device of the host");
        }
    }

    private static void add(QemuCommandLine.Builder out, QemuProps props, String id, int code) {
        if (PciClass.isNvme(code)) {
            out.json("-blockdev", QemuBoard.map("driver", "null-co", "node-name", id + "-drive", "size", DRIVE,
                    "read-zeroes", true));
            props.with("drive", id + "-drive").with("serial", id);
        } else if (PciClass.isNetwork(code)) {
            out.add("-netdev", QemuProps.of("user").with("id", id + "-net").with("restrict", true));
            props.with("netdev", id + "-net");
        }
        out.device(props);
        if (PciClass.isAudio(code)) {
            out.add("-audiodev", QemuProps.of("none").with("id", id + "-audio"));
            out.device(QemuProps.of("hda-output").with("bus", id + ".0").with("audiodev", id + "-audio"));
        }
    }

    /** The options for one card by itself: a root port, and a stand-in for each function behind that. */
    public static QemuCommandLine fragment(DeviceSketch sketch, DeviceProfile profile) {
        QemuCommandLine.Builder out = new QemuCommandLine.Builder();
        int bus = sketch.functions().get(0).slot().bus();
        out.device(QemuProps.of("pcie-root-port").with("id", "port" + bus).with("bus", "pcie.0")
                .with("chassis", bus).with("slot", bus));
        for (DeviceSketch.Function function : sketch.functions()) {
            int code = function.host().map(f -> f.pci().classCode()).orElseGet(() -> profile.functions().stream()
                    .filter(f -> f.function() == function.number()).flatMap(f -> f.classCode().stream())
                    .map(IdPattern::value).findFirst().orElse(function.main() ? PciClass.VGA : PciClass.HD_AUDIO));
            String id = "passed" + (bus - 1) + "f" + function.number();
            QemuProps props = QemuProps.of(driver(code, false)).with("id", id).with("bus", "port" + bus)
                    .with("addr", String.format("0x0.0x%x", function.slot().function()));
            if (function.slot().multifunction()) {
                props.with("multifunction", true);
            }
            add(out, props, id, code);
        }
        return out.build();
    }

    /** Whether a display has to answer at the addresses of VGA, because only a BIOS looks for it, and there. */
    private static boolean legacy(QemuBuild build, PassedDevice device) {
        Optional<PassedDevice> first = build.machine().passed().stream()
                .filter(d -> d.functions().stream().anyMatch(f -> f.host().pci().isDisplay())).findFirst();
        return build.firmware().type() == FirmwareType.BIOS && build.machine().slots().of("adapter").isEmpty()
                && first.filter(device::equals).isPresent();
    }

    /** The imitated device for a class of real ones. */
    private static String driver(int code, boolean legacy) {
        if (PciClass.isDisplay(code)) {
            return legacy ? "VGA" : "secondary-vga";
        }
        if (PciClass.isAudio(code)) {
            return "intel-hda";
        }
        if (PciClass.isUsb(code)) {
            return "nec-usb-xhci";
        }
        if (PciClass.isNvme(code)) {
            return "nvme";
        }
        if (PciClass.isNetwork(code)) {
            return "e1000e";
        }
        return PciClass.isStorage(code) ? "ich9-ahci" : "edu";
    }
}
