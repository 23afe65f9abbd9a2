package org.underpass.hypervisor.xen;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.ForecastText;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.hypervisor.machine.host.StepScript;
import org.underpass.hypervisor.xen.imports.XlImporter;
import org.underpass.hypervisor.xen.run.XenGuest;
import org.underpass.hypervisor.xen.run.Xl;
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
import org.underpass.spi.hypervisor.TakesDevices;

/** Xen with xl and xen-pciback. */
@Component(property = "id=xen", service = Hypervisor.class)
public final class XenHypervisor implements Hypervisor, GuestRunner, ImportsProfiles, TakesDevices {
    private static final HypervisorInfo INFO = new HypervisorInfo("xen", "Xen HVM with xen-pciback", true);

    @Override
    public HypervisorInfo info() {
        return INFO;
    }

    @Override
    public Holder holder() {
        return Holder.PCIBACK;
    }

    @Override
    public Rendering render(MachinePlan plan) {
        Report report = new Report(INFO.id(), plan.profile());
        GuestMachine machine = GuestMachine.of(plan, MachineType.I440FX, GuestNic.XEN_PREFIX, report);
        XenLimits.report(machine, report);
        XlConfig config = XlGuest.of(machine, report);
        if (report.refused()) {
            return report.answer(List.of());
        }
        XenHost host = new XenHost(plan, machine, report);
        StepScript script = new StepScript(machine.profile().name(), "makes its devices assignable", XenHost.FUNCTIONS,
                host.steps());
        KernelAdvice kernel = host.kernel();
        String name = machine.fileName();
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.text(name + ".cfg", "xl-config", XlGuest.text(machine, config)));
        artifacts.add(Artifact.script("host/prepare.sh", "host-prepare", script.prepare()));
        artifacts.add(Artifact.script("host/restore.sh", "host-restore", script.restore()));
        artifacts.add(Artifact.text("host/dom0-arguments.txt", "kernel-arguments",
                kernel.text(machine.profile().name(), machine.profile().preparation().bootLoader())));
        artifacts.add(Artifact.text("reset-forecast.txt", "forecast", ForecastText.of(plan.forecasts())));
        artifacts.add(Artifact.text("notes.md", "notes", XenNotes.of(machine, report)));
        return report.answer(artifacts);
    }

    @Override
    public List<Importer> importers() {
        return List.of(new XlImporter());
    }

    @Override
    public Rendering render(DevicePlan plan) {
        return XenFragments.render(plan, new Report(INFO.id(), plan.profile()));
    }

    @Override
    public List<Finding> obstacles(MachinePlan plan) {
        return run(plan).obstacles();
    }

    @Override
    public Guest start(MachinePlan plan, Path folder) throws GuestException {
        return run(plan).start(folder);
    }

    private static XenRun run(MachinePlan plan) {
        return new XenRun(INFO.id(), plan, Xl.of(System.getenv()));
    }

    @Override
    public Optional<Guest> find(Path folder) {
        return XenGuest.find(folder);
    }
}
