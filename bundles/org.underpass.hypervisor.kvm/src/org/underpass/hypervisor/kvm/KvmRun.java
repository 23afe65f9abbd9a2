package org.underpass.hypervisor.kvm;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.underpass.host.HostOrigin;
import org.underpass.hypervisor.kvm.run.MemoryNeed;
import org.underpass.hypervisor.kvm.run.MemoryRoom;
import org.underpass.hypervisor.libvirt.DomainXml;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuStorage;
import org.underpass.hypervisor.qemu.QemuVersion;
import org.underpass.hypervisor.qemu.run.QemuProgram;
import org.underpass.hypervisor.qemu.run.QemuStart;
import org.underpass.profile.BindingTime;
import org.underpass.profile.CpuSet;
import org.underpass.profile.Machine;
import org.underpass.profile.MachineType;
import org.underpass.profile.TpmVersion;
import org.underpass.profile.VirtualAdapter;
import org.underpass.profile.VirtualIommu;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.MachinePlan;

/** A guest with KVM on this machine: what the script of the build does before it starts QEMU, and the same QEMU. */
final class KvmRun {
    /**
     * Names another accelerator for machines without KVM, such as the lab's: {@code tcg}. Real devices are given away
     * there all the same.
     */
    static final String ACCELERATOR = "UNDERPASS_ACCEL";

    private final Report report;
    private final MachinePlan plan;
    private final GuestMachine machine;
    private final FirmwarePlan firmware;
    private final MemoryRoom room;
    private final String program = QemuProgram.name();
    private final boolean tcg;

    /** @param accelerator {@code kvm}, or what {@link #ACCELERATOR} says */
    KvmRun(String backend, MachinePlan plan, MemoryRoom room, String accelerator) {
        this.plan = plan;
        tcg = accelerator.equals("tcg");
        this.room = room;
        report = new Report(backend, plan.profile());
        machine = GuestMachine.of(plan, plan.profile().machine().type().orElse(MachineType.Q35),
                GuestNic.QEMU_PREFIX, report);
        firmware = FirmwarePlan.of(machine, report);
    }

    private QemuCommandLine line() {
        Optional<QemuVersion> version = plan.host().programs().qemu().value()
                .flatMap(p -> QemuVersion.tryParse(p.text()));
        return KvmCommandLine.running(machine, firmware, version, report, tcg ? "tcg" : "kvm");
    }

    /**
     * What is in the way.
     *
     * @param now whether the host is prepared already: drivers bound, huge pages made
     */
    List<Finding> obstacles(boolean now) {
        line();
        here();
        programs();
        files();
        boolean toCome = !now && plan.profile().preparation().hugepages().filter(BindingTime.START::equals).isPresent();
        room.lacks(need(), toCome).forEach(this::report);
        if (now) {
            drivers();
        }
        return errors();
    }

    /** What is in the way of libvirt, which finds programs and files with its own eyes and lifts limits itself. */
    List<Finding> libvirtObstacles() {
        domain();
        here();
        room.lacks(need(), false).stream().filter(l -> l.what() != MemoryRoom.Lack.What.LIMIT).forEach(this::report);
        return errors();
    }

    /** The domain; devices that are not with VFIO yet are in libvirt's care. */
    String domain() {
        String domain = DomainXml.of(machine, firmware, report);
        boolean taken = machine.passed().stream().flatMap(d -> d.functions().stream()).filter(PassedFunction::whole)
                .allMatch(f -> driver(f).contains("vfio"));
        return taken ? domain : DomainXml.managed(domain);
    }

    private List<Finding> errors() {
        return report.findings().stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    private void report(MemoryRoom.Lack lack) {
        Fix cure = lack.what() == MemoryRoom.Lack.What.LIMIT
                ? new Fix.HostChange(lack.cure(), Fix.HostChange.Kind.LIMIT, System.getProperty("user.name"),
                        Long.toString(need().locked()))
                : new Fix.Manual(lack.cure(), Fix.Manual.Where.HOST);
        report.host(Severity.ERROR, "memory-" + lack.what().name().toLowerCase(Locale.ROOT), "memory",
                lack.text(), "VFIO pins all of a guest's memory while it runs",
                new Evidence(lack.text(), lack.source()), cure);
    }

    private static String driver(PassedFunction function) {
        return name(Path.of("/sys/bus/pci/devices", function.address().toString(), "driver"));
    }

    private void here() {
        if (plan.host().origin().kind() != HostOrigin.Kind.LIVE) {
            report.host(Severity.ERROR, "elsewhere", "host", "the machine is planned for " + plan.host().name()
                    + " and cannot be started on this one", "its devices are that host's",
                    new Evidence("the host is " + plan.host().origin().description(), "--host"),
                    new Fix.Manual("Start it there, or rehearse it here with --backend emulator",
                            Fix.Manual.Where.HOST));
        }
    }

    private void programs() {
        List<String> needed = new ArrayList<>(List.of(program));
        if (plan.profile().firmware().tpm() != TpmVersion.NONE) {
            needed.add("swtpm");
        }
        if (!missingImages().isEmpty()) {
            needed.add("qemu-img");
        }
        needed.addAll(wrapper().stream().filter(w -> w.equals("prlimit") || w.equals("taskset")).toList());
        for (String name : needed) {
            if (QemuProgram.find(name).isEmpty()) {
                report.host(Severity.ERROR, name.equals(program) ? "qemu" : name, name, name + " is not installed",
                        "the guest cannot be started without it",
                        new Evidence("no executable " + name, "PATH of this process"),
                        new Fix.HostChange("Install " + name, Fix.HostChange.Kind.INSTALL, name, ""));
            }
        }
        Path kvm = Path.of("/dev/kvm");
        if (!tcg && (!Files.isReadable(kvm) || !Files.isWritable(kvm))) {
            boolean there = Files.exists(kvm);
            report.host(Severity.ERROR, "kvm", kvm.toString(), there ? "this user may not use " + kvm
                    : "there is no " + kvm, "without it, QEMU is no hypervisor",
                    new Evidence(there ? "no permission to read and write" : "no such file", kvm.toString()),
                    new Fix.Manual(there ? "Add the user to the group kvm and log in anew"
                            : "Switch virtualisation on in the firmware, and load kvm_intel or kvm_amd",
                            there ? Fix.Manual.Where.HOST : Fix.Manual.Where.FIRMWARE));
        }
    }

    private void files() {
        List<String> needed = new ArrayList<>();
        firmware.code().ifPresent(needed::add);
        firmware.vars().filter(v -> !Files.exists(Path.of(v))).flatMap(v -> firmware.template())
                .ifPresent(needed::add);
        machine.disks().stream().filter(d -> d.disk().size().isEmpty()).flatMap(d -> d.source().stream())
                .forEach(needed::add);
        for (String path : needed) {
            if (!Files.isReadable(Path.of(path))) {
                report.host(Severity.ERROR, "file", path, path + (Files.exists(Path.of(path))
                        ? " may not be read by this user" : " is not there"), "the guest needs it to start",
                        new Evidence("not readable", path),
                        new Fix.Manual("Put it there, or name another in the profile", Fix.Manual.Where.PROFILE));
            }
        }
        Optional<Path> state = stateFolder();
        if (state.isPresent() && !Files.isWritable(nearest(state.get()))) {
            report.host(Severity.ERROR, "state", state.get().toString(), "this user may not write " + state.get(),
                    "firmware variables and TPM state of the guest lie there",
                    new Evidence("no permission to write", nearest(state.get()).toString()),
                    new Fix.Manual("Make the folder for this user, or name firmware.vars in the profile",
                            Fix.Manual.Where.HOST));
        }
    }

    /** The folder of the guest's own files, where it has such. */
    private Optional<Path> stateFolder() {
        Path folder = Path.of(machine.stateFolder());
        boolean vars = firmware.vars().filter(v -> Path.of(v).startsWith(folder)).isPresent();
        return vars || plan.profile().firmware().tpm() != TpmVersion.NONE ? Optional.of(folder) : Optional.empty();
    }

    private static Path nearest(Path folder) {
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    private MemoryNeed need() {
        Machine wish = plan.profile().machine();
        List<PassedFunction> all = machine.passed().stream().flatMap(d -> d.functions().stream())
                .filter(f -> f.mdev().isEmpty()).toList();
        int groups = (int) all.stream().map(f -> f.host().group().value().orElse(f.address().toString())).distinct()
                .count();
        int containers = all.isEmpty() ? 0 : wish.iommu() == VirtualIommu.NONE ? 1 : groups;
        return MemoryNeed.of(wish.memory(), containers, wish.memoryLocked().orElse(false), wish.hugepages(),
                wish.numaNode());
    }

    /** What the kernel says now, not what the plan knew. */
    private void drivers() {
        for (PassedDevice device : machine.passed()) {
            for (PassedFunction function : device.functions()) {
                if (!function.whole()) {
                    continue;
                }
                Path sysfs = Path.of("/sys/bus/pci/devices", function.address().toString());
                String driver = driver(function);
                if (!driver.contains("vfio")) {
                    report.host(Severity.ERROR, "driver", function.address().toString(), function.address() + " is "
                            + (Files.exists(sysfs) ? driver.isEmpty() ? "held by no driver"
                                    : "held by the driver " + driver : "not there any more")
                            + ", and only VFIO can give it to a guest", "QEMU reaches a device through VFIO only",
                            new Evidence(driver.isEmpty() ? "no driver" : "driver " + driver,
                                    sysfs.resolve("driver").toString()),
                            new Fix.Manual("Take it with switch run, or with host/prepare.sh of the build",
                                    Fix.Manual.Where.HOST));
                }
            }
        }
    }

    private static String name(Path link) {
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException none) {
            return "";
        }
    }

    Guest start(Path folder) throws GuestException {
        List<Finding> obstacles = obstacles(true);
        if (!obstacles.isEmpty()) {
            throw new GuestException(Kind.REFUSED, String.join("; ",
                    obstacles.stream().map(Finding::message).toList()));
        }
        QemuCommandLine line = line();
        makeFiles();
        startTpm();
        List<String> screens = machine.adapter() == VirtualAdapter.NONE ? List.of() : List.of("adapter");
        return new QemuStart(report.backend(), plan.profile().name(), wrapper(), program, line.arguments(), screens,
                QemuStart.USUAL).in(folder);
    }

    /** Programs that set something and become QEMU. */
    private List<String> wrapper() {
        List<String> words = new ArrayList<>();
        room.raise(need()).ifPresent(limit -> words.addAll(List.of("prlimit", limit, "--")));
        var cpu = plan.profile().cpu();
        TreeSet<Integer> pinned = new TreeSet<>();
        cpu.pinning().forEach(set -> pinned.addAll(set.numbers()));
        cpu.emulatorPinning().ifPresent(set -> pinned.addAll(set.numbers()));
        cpu.ioThreadPinning().ifPresent(set -> pinned.addAll(set.numbers()));
        if (!pinned.isEmpty()) {
            words.addAll(List.of("taskset", "-c", new CpuSet(List.copyOf(pinned)).toString()));
        }
        return words;
    }

    private List<GuestDisk> missingImages() {
        return machine.disks().stream().filter(d -> d.disk().size().isPresent() && d.source().isPresent()
                && !d.block() && !Files.exists(Path.of(d.source().get()))).toList();
    }

    private void makeFiles() throws GuestException {
        try {
            if (stateFolder().isPresent()) {
                Files.createDirectories(stateFolder().get());
            }
            if (firmware.vars().isPresent() && firmware.template().isPresent()) {
                try {
                    Files.copy(Path.of(firmware.template().get()), Path.of(firmware.vars().get()));
                } catch (FileAlreadyExistsException kept) {
                    // The machine has its own from an earlier start.
                }
            }
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, "the guest's own files cannot be made: " + failure.getMessage(),
                    failure);
        }
        for (GuestDisk disk : missingImages()) {
            String path = disk.source().orElseThrow();
            helper(List.of("qemu-img", "create", "-q", "-f", QemuStorage.driver(disk.format()),
                    path.startsWith("/") ? path : "./" + path, Long.toString(disk.disk().size().getAsLong())));
        }
    }

    private void startTpm() throws GuestException {
        TpmVersion version = plan.profile().firmware().tpm();
        if (version == TpmVersion.NONE) {
            return;
        }
        Path state = Path.of(machine.stateFolder());
        try {
            Files.createDirectories(state.resolve("tpm"));
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, "the TPM's state has no place: " + failure.getMessage(), failure);
        }
        List<String> command = new ArrayList<>(List.of("swtpm", "socket", "--daemon", "--terminate", "--tpmstate",
                "dir=" + state.resolve("tpm"), "--ctrl", "type=unixio,path=" + state.resolve("tpm.sock")));
        if (version == TpmVersion.V2_0) {
            command.add("--tpm2");
        }
        helper(command);
    }

    private static void helper(List<String> command) throws GuestException {
        try {
            Path out = Files.createTempFile("underpass", ".out");
            try {
                Process process = new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(out.toFile()).start();
                process.getOutputStream().close();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new GuestException(Kind.FAILED, command.get(0) + " did not end within a minute");
                }
                if (process.exitValue() != 0) {
                    throw new GuestException(Kind.FAILED, command.get(0) + " failed (exit status "
                            + process.exitValue() + "): " + Files.readString(out).strip().replaceAll("\\s+", " "));
                }
            } finally {
                Files.delete(out);
            }
        } catch (IOException failure) {
            throw new GuestException(Kind.REFUSED, command.get(0) + " cannot be run: " + failure.getMessage(),
                    failure);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new GuestException(Kind.FAILED, command.get(0) + " was interrupted", stop);
        }
    }
}
