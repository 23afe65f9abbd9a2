package org.underpass.hypervisor.kvm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.underpass.hypervisor.kvm.run.MemoryRoom;
import org.underpass.hypervisor.libvirt.DomainXml;
import org.underpass.hypervisor.libvirt.imports.DomainImporter;
import org.underpass.hypervisor.libvirt.run.LibvirtGuest;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.ForecastText;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.hypervisor.machine.host.ShellFunctions;
import org.underpass.hypervisor.machine.host.StepScript;
import org.underpass.hypervisor.machine.imports.foreign.VboxImporter;
import org.underpass.hypervisor.machine.imports.foreign.VmxImporter;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuVersion;
import org.underpass.hypervisor.qemu.imports.QemuImporter;
import org.underpass.hypervisor.qemu.run.QemuGuest;
import org.underpass.profile.MachineType;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestRunner;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.HypervisorInfo;
import org.underpass.spi.hypervisor.Importer;
import org.underpass.spi.hypervisor.ImportsProfiles;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;

/** QEMU with KVM and VFIO. */
@Component(property = "id=kvm", service = Hypervisor.class)
public final class KvmHypervisor implements Hypervisor, GuestRunner, ImportsProfiles {
    private static final HypervisorInfo INFO = new HypervisorInfo("kvm", "QEMU/KVM with VFIO", true);

    /** The shell functions that its steps use. */
    static final ShellFunctions FUNCTIONS = ShellFunctions.with(KvmHypervisor.class, "vfio.sh");

    /** Settings of other backends, and those that only the running part of the product acts upon. */
    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("raw.xl", "lines for xl.cfg are not used", "this backend writes no xl.cfg"),
            new LeftOut("devices[].xen", "settings for Xen are not used", "VFIO has no such settings"));

    @Override
    public HypervisorInfo info() {
        return INFO;
    }

    @Override
    public Rendering render(MachinePlan plan) {
        Report report = new Report(INFO.id(), plan.profile());
        MachineType board = plan.profile().machine().type().orElse(MachineType.Q35);
        GuestMachine machine = GuestMachine.of(plan, board, GuestNic.QEMU_PREFIX, report);
        FirmwarePlan firmware = FirmwarePlan.of(machine, report);
        LeftOut.report(LEFT_OUT, plan.profile(), report);
        Optional<QemuVersion> version = plan.host().programs().qemu().value()
                .flatMap(p -> QemuVersion.tryParse(p.text()));
        QemuCommandLine line = KvmCommandLine.of(machine, firmware, version, report);
        if (report.refused()) {
            return report.answer(List.of());
        }
        KvmHost host = new KvmHost(plan, machine, report);
        StepScript script = new StepScript(machine.profile().name(), "gives its devices to VFIO",
                FUNCTIONS, host.steps());
        KernelAdvice kernel = host.kernel();
        Optional<String> modprobe = host.modprobe();
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.script("qemu.sh", "qemu-script", KvmScript.of(machine, firmware, line, report)));
        artifacts.add(Artifact.text("qemu.json", "qemu-arguments", line.json("qemu-system-x86_64")));
        artifacts.add(Artifact.text("domain.xml", "libvirt-domain", DomainXml.of(machine, firmware, report)));
        artifacts.add(Artifact.script("host/prepare.sh", "host-prepare", script.prepare()));
        artifacts.add(Artifact.script("host/restore.sh", "host-restore", script.restore()));
        artifacts.add(Artifact.text("host/kernel-arguments.txt", "kernel-arguments",
                kernel.text(machine.profile().name(), machine.profile().preparation().bootLoader())));
        modprobe.ifPresent(text -> artifacts.add(Artifact.text("host/modprobe.d/underpass-" + machine.fileName()
                + ".conf", "modprobe", text)));
        artifacts.add(Artifact.text("reset-forecast.txt", "forecast", ForecastText.of(plan.forecasts())));
        artifacts.add(Artifact.text("notes.md", "notes", KvmNotes.of(machine, host, modprobe.isPresent(), report)));
        return report.answer(artifacts);
    }

    @Override
    public List<Importer> importers() {
        return List.of(new VmxImporter(), new VboxImporter(), new DomainImporter(), new QemuImporter());
    }

    @Override
    public Rendering render(DevicePlan plan) {
        return KvmFragments.render(plan, new Report(INFO.id(), plan.profile()));
    }

    @Override
    public List<Finding> obstacles(MachinePlan plan) {
        return run(plan).obstacles(false);
    }

    @Override
    public Guest start(MachinePlan plan, Path folder) throws GuestException {
        return KvmLibvirt.defined(plan.profile().name()) ? new KvmLibvirt(this).start(plan, folder)
                : run(plan).start(folder);
    }

    @Override
    public List<String> ways() {
        return List.of("qemu", "libvirt");
    }

    @Override
    public Optional<GuestRunner> via(String way) {
        return switch (way) {
            case "qemu" -> Optional.of(new KvmDirect(this));
            case "libvirt" -> Optional.of(new KvmLibvirt(this));
            default -> Optional.empty();
        };
    }

    static KvmRun run(MachinePlan plan) {
        return new KvmRun(INFO.id(), plan, new MemoryRoom(Path.of("/")),
                System.getenv().getOrDefault(KvmRun.ACCELERATOR, "kvm"));
    }

    @Override
    public Optional<Guest> find(Path folder) {
        return QemuGuest.find(INFO.id(), folder).or(() -> LibvirtGuest.find(INFO.id(), folder));
    }
}
