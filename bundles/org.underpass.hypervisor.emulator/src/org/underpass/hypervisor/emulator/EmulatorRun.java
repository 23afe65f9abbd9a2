package org.underpass.hypervisor.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.HostException;
import org.underpass.host.HostSources;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuVersion;
import org.underpass.hypervisor.qemu.run.QemuProgram;
import org.underpass.hypervisor.qemu.run.QemuStart;
import org.underpass.profile.MachineType;
import org.underpass.profile.VirtualAdapter;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * A rehearsal on this machine: the command line of the artifact, with this machine's firmware where that of the
 * profile's host is not here.
 */
final class EmulatorRun {
    private final Report report;
    private final GuestMachine machine;
    private final FirmwarePlan firmware;
    private final String program = QemuProgram.name();

    EmulatorRun(String backend, MachinePlan plan) {
        report = new Report(backend, plan.profile());
        MachineType board = plan.profile().machine().type().orElse(MachineType.Q35);
        machine = GuestMachine.of(plan, board, GuestNic.QEMU_PREFIX, report);
        FirmwarePlan there = FirmwarePlan.of(machine, new Report(backend, plan.profile()));
        firmware = isHere(there) ? there : hereInstead(there);
        look();
    }

    private static boolean isHere(FirmwarePlan plan) {
        return plan.code().isPresent() && missing(plan).isEmpty()
                || plan.code().isEmpty() && plan.type() == org.underpass.profile.FirmwareType.BIOS;
    }

    private static List<String> missing(FirmwarePlan plan) {
        List<String> paths = new ArrayList<>();
        plan.code().ifPresent(paths::add);
        plan.template().filter(t -> plan.vars().isPresent()).ifPresent(paths::add);
        paths.removeIf(path -> Files.isReadable(Path.of(path)));
        return paths;
    }

    /** Firmware is a fact of the host, and the host of a rehearsal is the machine that QEMU runs on. */
    private FirmwarePlan hereInstead(FirmwarePlan there) {
        if (machine.profile().firmware().code().isPresent()) {
            return there;
        }
        try {
            GuestMachine here = new GuestMachine(machine.profile(), HostSources.open("live"), machine.board(),
                    machine.uuid(), machine.slots(), machine.passed(), machine.disks(), machine.nics(),
                    machine.adapter(), machine.viewer());
            return FirmwarePlan.of(here, report);
        } catch (HostException unreadable) {
            return there;
        }
    }

    private void look() {
        if (QemuProgram.find(program).isEmpty()) {
            report.host(Severity.ERROR, "qemu", "qemu", program + " is not installed here",
                    "a rehearsal runs in QEMU on this machine",
                    new Evidence("no executable " + program, "PATH of this process"),
                    new Fix.HostChange("Install QEMU", Fix.HostChange.Kind.INSTALL, "qemu-system-x86", ""));
        }
        for (String path : missing(firmware)) {
            report.host(Severity.ERROR, "firmware", path, "the firmware " + path + " is not on this machine",
                    "a guest does not start without firmware", new Evidence("no file that can be read", path),
                    new Fix.HostChange("Install OVMF", Fix.HostChange.Kind.INSTALL, "ovmf", ""));
        }
    }

    List<Finding> obstacles() {
        line();
        return report.findings().stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    private QemuCommandLine line() {
        Optional<QemuVersion> version = machine.host().programs().qemu().value()
                .flatMap(p -> QemuVersion.tryParse(p.text()));
        return EmulatorCommandLine.of(machine, firmware, version, report);
    }

    Guest start(Path folder) throws GuestException {
        QemuCommandLine line = line();
        List<Finding> obstacles = obstacles();
        if (!obstacles.isEmpty()) {
            throw new GuestException(GuestException.Kind.REFUSED, String.join("; ",
                    obstacles.stream().map(Finding::message).toList()));
        }
        return new QemuStart(report.backend(), machine.profile().name(), List.of(), program, line.arguments(),
                screens(), QemuStart.USUAL).in(folder);
    }

    /** The stand-in for the card first: its picture is what the rehearsal is about. */
    private List<String> screens() {
        List<String> all = new ArrayList<>();
        for (PassedDevice device : machine.passed()) {
            for (PassedFunction function : device.functions()) {
                if (function.host().pci().isDisplay()) {
                    all.add(device.id(function));
                }
            }
        }
        if (machine.adapter() != VirtualAdapter.NONE) {
            all.add("adapter");
        }
        return all;
    }
}
