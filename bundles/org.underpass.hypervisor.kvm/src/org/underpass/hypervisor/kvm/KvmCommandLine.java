package org.underpass.hypervisor.kvm;

import java.util.Optional;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.qemu.QemuBoard;
import org.underpass.hypervisor.qemu.QemuBuild;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuDisplay;
import org.underpass.hypervisor.qemu.QemuNetwork;
import org.underpass.hypervisor.qemu.QemuPassthrough;
import org.underpass.hypervisor.qemu.QemuPeripherals;
import org.underpass.hypervisor.qemu.QemuProcessors;
import org.underpass.hypervisor.qemu.QemuProps;
import org.underpass.hypervisor.qemu.QemuStorage;
import org.underpass.hypervisor.qemu.QemuVersion;

import org.underpass.spi.Evidence;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;

/** QEMU's command line under KVM. */
final class KvmCommandLine {
    private KvmCommandLine() {
    }

    static QemuCommandLine of(GuestMachine machine, FirmwarePlan firmware, Optional<QemuVersion> version,
            Report report) {
        version.filter(v -> v.compareTo(QemuVersion.OLDEST) < 0).ifPresent(v -> report.host(Severity.WARNING, "version",
                "qemu", "the host's QEMU " + v + " is older than " + QemuVersion.OLDEST,
                "the command line uses options that QEMU " + QemuVersion.OLDEST + " has",
                Evidence.of("QEMU " + v, machine.host().programs().qemu()),
                new Fix.HostChange("Install QEMU " + QemuVersion.OLDEST + " or newer", Fix.HostChange.Kind.INSTALL,
                        "qemu-system-x86", "")));
        QemuCommandLine.Builder out = board(machine, firmware, version, report, "kvm");
        out.add("-qmp", QemuProps.of("unix:" + machine.stateFolder() + "/qmp.sock").with("server", true)
                .with("wait", false));
        machine.profile().raw().qemu().forEach(out::raw);
        return out.build();
    }

    /**
     * The same without the script's monitor, for a QEMU that we start ourselves and that has monitors of its own.
     *
     * @param accelerator {@code kvm}, or {@code tcg} for a machine without
     */
    static QemuCommandLine running(GuestMachine machine, FirmwarePlan firmware, Optional<QemuVersion> version,
            Report report, String accelerator) {
        QemuCommandLine.Builder out = board(machine, firmware, version, report, accelerator);
        machine.profile().raw().qemu().forEach(out::raw);
        return out.build();
    }

    private static QemuCommandLine.Builder board(GuestMachine machine, FirmwarePlan firmware,
            Optional<QemuVersion> version, Report report, String accelerator) {
        QemuCommandLine.Builder out = new QemuCommandLine.Builder();
        QemuBuild build = new QemuBuild(machine, firmware, version, report, out);
        QemuBoard.machine(build, accelerator);
        if (accelerator.equals("kvm")) {
            QemuProcessors.kvm(build);
        } else {
            out.plain("-cpu", "max");
        }
        QemuProcessors.topology(build);
        QemuProcessors.memory(build);
        QemuBoard.clock(build);
        QemuBoard.firmware(build, false);
        QemuBoard.iommu(build, true);
        QemuBoard.ports(build, true);
        QemuDisplay.adapter(build, true);
        QemuPassthrough.vfio(build);
        QemuPeripherals.usb(build);
        QemuDisplay.viewer(build);
        QemuDisplay.lookingGlass(build, true);
        QemuStorage.real(build);
        QemuNetwork.real(build);
        QemuPeripherals.hostUsb(build);
        QemuPeripherals.evdev(build);
        QemuPeripherals.sound(build, true);
        QemuPeripherals.tpm(build);
        return out;
    }
}
