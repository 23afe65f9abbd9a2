package org.underpass.hypervisor.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.DeviceForecast;
import org.underpass.hypervisor.machine.host.ForecastText;
import org.underpass.hypervisor.qemu.QemuCommandLine;
import org.underpass.hypervisor.qemu.QemuStandIns;
import org.underpass.hypervisor.qemu.QemuVersion;
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
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;

/** QEMU without KVM, with stand-ins for the devices of the host. */
@Component(property = "id=emulator", service = Hypervisor.class)
public final class EmulatorHypervisor implements Hypervisor, GuestRunner {
    private static final HypervisorInfo INFO = new HypervisorInfo("emulator", "QEMU without hardware", false);

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
        Optional<QemuVersion> version = plan.host().programs().qemu().value()
                .flatMap(p -> QemuVersion.tryParse(p.text()));
        QemuCommandLine line = EmulatorCommandLine.of(machine, firmware, version, report);
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.script("emulator.sh", "qemu-script", EmulatorScript.of(machine, firmware, line)));
        artifacts.add(Artifact.text("emulator.json", "qemu-arguments", line.json("qemu-system-x86_64")));
        artifacts.add(Artifact.text("reset-forecast.txt", "forecast", ForecastText.of(plan.forecasts())));
        return report.answer(artifacts);
    }

    @Override
    public Rendering render(DevicePlan plan) {
        Report report = new Report(INFO.id(), plan.profile());
        List<DeviceSketch> cards = DeviceSketch.of(plan);
        if (cards.isEmpty()) {
            report.refuse("match", "match", "the host has no device that " + plan.profile().name() + " matches",
                    "fragments for a host are made for its own cards");
            return report.answer(List.of());
        }
        EmulatorScript.notRehearsed(plan.profile(), report);
        StringBuilder text = new StringBuilder();
        for (DeviceSketch card : cards) {
            text.append(EmulatorScript.fragment(card, QemuStandIns.fragment(card, plan.profile())));
        }
        return report.answer(List.of(Artifact.text("qemu-options.txt", "fragment", text.toString()),
                Artifact.text("reset-forecast.txt", "forecast", DeviceForecast.of(plan))));
    }

    @Override
    public List<Finding> obstacles(MachinePlan plan) {
        return new EmulatorRun(INFO.id(), plan).obstacles();
    }

    @Override
    public Guest start(MachinePlan plan, Path folder) throws GuestException {
        return new EmulatorRun(INFO.id(), plan).start(folder);
    }

    @Override
    public Optional<Guest> find(Path folder) {
        return QemuGuest.find(INFO.id(), folder);
    }
}
