package org.underpass.hypervisor.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.Topology;
import org.underpass.hypervisor.qemu.QemuBoard;
import org.underpass.hypervisor.qemu.QemuBuild;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuDisplay;
import org.underpass.hypervisor.qemu.QemuNetwork;
import org.underpass.hypervisor.qemu.QemuPeripherals;
import org.underpass.hypervisor.qemu.QemuProcessors;
import org.underpass.hypervisor.qemu.QemuProps;
import org.underpass.hypervisor.qemu.QemuStandIns;
import org.underpass.hypervisor.qemu.QemuStorage;
import org.underpass.hypervisor.qemu.QemuVersion;
import org.underpass.profile.VirtualIommu;

/** QEMU's command line for a rehearsal. */
final class EmulatorCommandLine {
    /** Any machine that can run the product can spare this much for a guest that boots its firmware. */
    private static final long MOST_MEMORY = 2048;
    private static final int MOST_PROCESSORS = 8;
    private static final long DRIVE = 8L << 30;

    private static final String RESOURCE = "a rehearsal takes nothing of the machine that it runs on";
    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("machine.hugepages", "guest memory lies in ordinary pages", RESOURCE),
            new LeftOut("machine.numaNode", "guest memory comes from any node", RESOURCE),
            new LeftOut("machine.hostNodes", "guest memory comes from any node", RESOURCE),
            new LeftOut("machine.memoryPolicy", "guest memory comes from any node", RESOURCE),
            new LeftOut("machine.numa", "the guest sees one NUMA node", "its memory is less than the profile's"),
            new LeftOut("machine.memoryLocked", "guest memory is not locked", RESOURCE),
            new LeftOut("machine.sharedMemory", "guest memory is not shared", RESOURCE),
            new LeftOut("machine.balloon", "the guest has no balloon", RESOURCE),
            new LeftOut("machine.kernelIrqchip", "QEMU imitates the interrupt controllers", "there is no KVM"),
            new LeftOut("machine.iommufd", "nothing is given away through iommufd", RESOURCE),
            new LeftOut("machine.stop", "the guest is stopped like any QEMU", "nothing of the host depends on it"),
            new LeftOut("cpu.model", "the guest has every processor feature that QEMU can imitate",
                    "without KVM the host's processor cannot be shown"),
            new LeftOut("cpu.pinning", "processors are not pinned", RESOURCE),
            new LeftOut("cpu.emulatorPinning", "threads are not pinned", RESOURCE),
            new LeftOut("cpu.ioThreadPinning", "there is no I/O thread", RESOURCE),
            new LeftOut("cpu.hideHypervisor", "the guest sees that it is imitated", "there is no KVM to hide"),
            new LeftOut("cpu.vendorId", "the guest sees no Hyper-V vendor id", "enlightenments need KVM"),
            new LeftOut("cpu.hyperv", "the guest has no Hyper-V enlightenments", "they need KVM"),
            new LeftOut("cpu.features", "single processor features are left to QEMU",
                    "it cannot imitate all that a processor has"),
            new LeftOut("cpu.physBits", "the guest has as many address bits as QEMU imitates", "there is no KVM"),
            new LeftOut("firmware.vars", "the guest's changes of firmware variables vanish with it", RESOURCE),
            new LeftOut("firmware.tpm", "the guest has no TPM", "a TPM needs another program beside QEMU"),
            new LeftOut("display.guest.viewer", "no window opens; add -display gtk or -vnc to the script",
                    "the machine that it runs on may have no display"),
            new LeftOut("disks[].file", "an empty drive takes its place", RESOURCE),
            new LeftOut("disks[].device", "an empty drive takes its place", RESOURCE),
            new LeftOut("disks[].format", "an empty drive takes its place", RESOURCE),
            new LeftOut("disks[].size", "the empty drive has 8 GiB", RESOURCE),
            new LeftOut("disks[].cache", "the empty drive is cached as QEMU likes", RESOURCE),
            new LeftOut("disks[].discard", "the empty drive hands nothing back", RESOURCE),
            new LeftOut("disks[].readOnly", "the empty drive drops what is written", RESOURCE),
            new LeftOut("network[].type", "the interface reaches nothing outside", RESOURCE),
            new LeftOut("network[].source", "the interface reaches nothing outside", RESOURCE),
            new LeftOut("usb", "no USB device of the host is given away", RESOURCE),
            new LeftOut("evdev", "no input of the host is shared", RESOURCE),
            new LeftOut("sound.backend", "sound goes nowhere", RESOURCE),
            new LeftOut("display.guest.lookingGlass.path", "its memory is no file of the host", RESOURCE),
            new LeftOut("preparation", "the host is not prepared for anything", RESOURCE),
            new LeftOut("raw.xl", "lines for xl.cfg are not used", "this backend writes no xl.cfg"),
            new LeftOut("raw.qemu", "further options for QEMU are not used",
                    "they may name resources that only the host has; the script hands its own arguments on to QEMU"));

    private EmulatorCommandLine() {
    }

    static QemuCommandLine of(GuestMachine machine, FirmwarePlan firmware, Optional<QemuVersion> version,
            Report report) {
        List<LeftOut> left = new ArrayList<>(LEFT_OUT);
        for (String setting : List.of("rom", "driver", "resizableBar", "primary", "guestIds", "igd", "mdev", "sriov",
                "reset", "xen")) {
            left.add(new LeftOut("devices[]." + setting, "the stand-in has no such setting",
                    "no device of the host is touched"));
        }
        LeftOut.report(left, machine.profile(), report);
        QemuCommandLine.Builder out = new QemuCommandLine.Builder();
        QemuBuild build = new QemuBuild(machine, firmware, version, report, out);
        QemuBoard.machine(build, "tcg");
        // QEMU's own processor is an AMD one, which shows no threads to the guest without a feature that TCG lacks.
        out.plain("-cpu", Topology.of(machine).threads() > 1 ? "max,vendor=GenuineIntel" : "max");
        processors(build);
        memory(build);
        QemuBoard.clock(build);
        QemuBoard.firmware(build, true);
        iommu(build);
        QemuBoard.ports(build, false);
        QemuDisplay.adapter(build, false);
        QemuStandIns.all(build);
        QemuPeripherals.usb(build);
        out.plain("-display", "none");
        QemuDisplay.lookingGlass(build, false);
        QemuStorage.empty(build, DRIVE);
        QemuNetwork.isolated(build);
        QemuPeripherals.sound(build, false);
        return out.build();
    }

    private static void processors(QemuBuild build) {
        if (Topology.of(build.machine()).total() > MOST_PROCESSORS) {
            build.report().info("processors", "cpu", "the guest has " + MOST_PROCESSORS + " processors",
                    "imitated processors share those of the machine it runs on");
            build.out().add("-smp", QemuProps.of().with("cpus", MOST_PROCESSORS));
        } else {
            QemuProcessors.topology(build);
        }
    }

    private static void memory(QemuBuild build) {
        long size = Math.min(MOST_MEMORY, Math.max(256, build.machine().memoryMebibytes()));
        if (size != build.machine().memoryMebibytes()) {
            build.report().info("memory", "machine.memory", "the guest has " + size + " MiB of memory",
                    "the machine that it runs on may not have as much as the profile's host");
        }
        build.out().add("-m", QemuProps.of().with("size", size + "M"));
        build.out().object(QemuProps.of("memory-backend-ram").with("id", "ram").with("size", size + "M"));
    }

    /** The guest always has an IOMMU where its mainboard can: that is what it rehearses. */
    private static void iommu(QemuBuild build) {
        if (build.machine().profile().machine().iommu() != VirtualIommu.NONE) {
            QemuBoard.iommu(build, false);
        } else if (build.machine().slots().express()) {
            if (build.machine().profile().source().node("machine.iommu").isPresent()) {
                build.report().info("iommu", "machine.iommu", "the guest has an emulated Intel IOMMU all the same",
                        "a rehearsal is there to show one at work");
            }
            build.out().device(QemuProps.of("intel-iommu").with("id", "iommu0").with("intremap", true)
                    .with("caching-mode", true));
        } else {
            build.report().info("iommu", "machine.type", "the guest has no IOMMU", "i440fx has none");
        }
    }
}
