package org.underpass.hypervisor.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.DeviceForecast;
import org.underpass.hypervisor.machine.host.DeviceSteps;
import org.underpass.hypervisor.machine.host.HostStep;
import org.underpass.hypervisor.machine.host.StepScript;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Rendering;

/** Fragments for one kind of device, for the cards of a host or, without one, with placeholders. */
final class XenFragments {
    private static final String WHY = "Xen's device model takes no such setting for a device";
    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("guest.vendorId", "guests see Xen's own Hyper-V vendor id", "xl.cfg has no word for it"),
            new LeftOut("guest.features", "processor features are set in the guest's own xl.cfg",
                    "they belong to the guest, not to one of its devices"),
            new LeftOut("guest.resizableBar", "the BARs keep the size that firmware gave them", WHY),
            new LeftOut("guest.guestIds", "guests see the card's own ids", WHY),
            new LeftOut("guest.igd", "Intel graphics are given away as gfx_passthru does", WHY),
            new LeftOut("guest.rom", "guests see the card's own ROM", WHY),
            new LeftOut("rom", "guests see the card's own ROM", WHY),
            new LeftOut("host.driver", "xen-pciback gives the card away", "VFIO plays no part under Xen"));

    private XenFragments() {
    }

    static Rendering render(DevicePlan plan, Report report) {
        List<DeviceSketch> cards = DeviceSketch.of(plan);
        if (cards.isEmpty()) {
            report.refuse("match", "match", "the host has no device that " + plan.profile().name() + " matches",
                    "fragments for a host are made for its own cards");
            return report.answer(List.of());
        }
        LeftOut.report(LEFT_OUT, plan.profile(), report);
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.text("pci.cfg", "fragment", config(plan, cards)));
        for (DeviceSketch card : cards) {
            String end = card.passed().isPresent() ? "-" + card.name() : "";
            StepScript script = new StepScript(card.label(), "makes it assignable", XenHost.FUNCTIONS,
                    steps(plan, card));
            artifacts.add(Artifact.script("host/prepare" + end + ".sh", "host-prepare", script.prepare()));
            artifacts.add(Artifact.script("host/restore" + end + ".sh", "host-restore", script.restore()));
        }
        artifacts.add(Artifact.text("host/dom0-arguments.txt", "kernel-arguments", arguments(plan, cards)));
        artifacts.add(Artifact.text("reset-forecast.txt", "forecast", DeviceForecast.of(plan)));
        return report.answer(artifacts);
    }

    private static String config(DevicePlan plan, List<DeviceSketch> cards) {
        StringBuilder text = new StringBuilder();
        List<String> entries = new ArrayList<>();
        for (DeviceSketch card : cards) {
            text.append(Sh.comment(card.label()));
            for (DeviceSketch.Function function : card.functions()) {
                entries.add(function.address() + XlDevices.options(card.entry().xen()));
            }
        }
        XlConfig config = new XlConfig().list("pci", entries);
        if (plan.profile().guest().hideHypervisor().orElse(false)) {
            config.string("cpuid", "host,hypervisor=0");
        }
        boolean intel = cards.stream().flatMap(c -> c.functions().stream()).flatMap(f -> f.host().stream())
                .anyMatch(f -> f.pci().vendor() == 0x8086 && f.pci().isDisplay() && f.address().bus() == 0);
        if (intel && plan.profile().guest().primary().orElse(false)) {
            config.string("gfx_passthru", "igd");
        }
        return text.append(config).toString();
    }

    private static List<HostStep> steps(DevicePlan plan, DeviceSketch card) {
        List<HostStep> steps = new ArrayList<>();
        Optional<PassedDevice> passed = card.passed();
        if (passed.isPresent()) {
            Host host = plan.host().orElseThrow();
            DeviceSteps device = new DeviceSteps(passed.get(), plan.profile().host().keepAwake().orElse(false), host);
            device.looks(steps);
            device.holders(steps);
            steps.add(HostStep.look("load xen-pciback", "load_pciback"));
            device.awake(steps);
            device.resets(steps);
            XenHost.taking(device, steps);
            return steps;
        }
        steps.add(HostStep.look("load xen-pciback", "load_pciback"));
        for (DeviceSketch.Function function : card.functions().reversed()) {
            steps.add(new HostStep("make " + function.address() + " assignable",
                    List.of("assign", function.address()), List.of("unassign_to_any", function.address())));
        }
        return steps;
    }

    private static String arguments(DevicePlan plan, List<DeviceSketch> cards) {
        StringBuilder text = new StringBuilder(Sh.comment("For dom0, to take the devices while it boots:"));
        text.append("add xen-pciback.hide=");
        cards.forEach(card -> card.functions().forEach(f -> text.append('(').append(f.address()).append(')')));
        text.append('\n');
        plan.profile().host().kernelArguments().stream()
                .filter(t -> !t.startsWith("intel_iommu=") && !t.startsWith("amd_iommu="))
                .forEach(token -> text.append("add ").append(Sh.printable(token)).append('\n'));
        return text.toString();
    }
}
