package org.underpass.hypervisor.qemu;

import java.util.Optional;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.hypervisor.machine.Report;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Fix;

/**
 * What the parts of a command line are made from, and where they go.
 *
 * @param machine  the guest
 * @param firmware what starts it
 * @param version  the host's QEMU; absent where the host does not show it, and then nothing newer than
 *                 {@link QemuVersion#OLDEST} is used
 * @param report   what cannot be done
 * @param out      the command line so far
 */
public record QemuBuild(GuestMachine machine, FirmwarePlan firmware, Optional<QemuVersion> version, Report report,
        QemuCommandLine.Builder out) {

    VmProfile profile() {
        return machine.profile();
    }

    /** Where a device sits, as properties. */
    QemuProps at(QemuProps device, GuestSlot slot) {
        device.with("bus", machine.slots().busId(slot.bus())).with("addr", String.format("0x%x.0x%x", slot.device(), slot.function()));
        if (slot.multifunction()) {
            device.with("multifunction", true);
        }
        return device;
    }

    /** The place of an imitated device. */
    QemuProps at(QemuProps device, String id) {
        return machine.slots().of(id).map(slot -> at(device, slot)).orElse(device);
    }

    /**
     * Whether the host's QEMU has something that came after {@link QemuVersion#OLDEST}; reported where not, or where
     * the host does not show its version.
     *
     * @param instead what is done without it, a clause
     */
    boolean has(int major, int minor, String what, String path, String instead) {
        if (version.isPresent() && version.get().atLeast(major, minor)) {
            return true;
        }
        String needed = major + "." + minor;
        report.warn("version", path, what + " needs QEMU " + needed + ": " + instead,
                version.map(v -> "the host has QEMU " + v).orElse("the host does not show which QEMU it has"),
                new Fix.HostChange("Install QEMU " + needed + " or newer", Fix.HostChange.Kind.INSTALL,
                        "qemu-system-x86", ""));
        return false;
    }
}
