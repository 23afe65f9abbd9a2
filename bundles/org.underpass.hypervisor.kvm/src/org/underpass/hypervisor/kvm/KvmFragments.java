package org.underpass.hypervisor.kvm;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.underpass.host.Host;
import org.underpass.hypervisor.libvirt.DomainPassthrough;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.LeftOut;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.DeviceForecast;
import org.underpass.hypervisor.machine.host.HostStep;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.hypervisor.machine.host.StepScript;
import org.underpass.hypervisor.machine.text.FileNames;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.hypervisor.qemu.QemuPassthrough;
import org.underpass.pci.PciAddress;
import org.underpass.profile.BootLoader;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.GuestAdvice;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Rendering;

/** Fragments for one kind of device, for the cards of a host or, without one, with placeholders. */
final class KvmFragments {
    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("guest.xen", "settings for Xen are not used", "VFIO has no such settings"));

    private final DevicePlan plan;
    private final DeviceProfile profile;
    private final Report report;

    private KvmFragments(DevicePlan plan, Report report) {
        this.plan = plan;
        this.profile = plan.profile();
        this.report = report;
    }

    static Rendering render(DevicePlan plan, Report report) {
        List<DeviceSketch> cards = DeviceSketch.of(plan);
        if (cards.isEmpty()) {
            report.refuse("match", "match", "the host has no device that " + plan.profile().name() + " matches",
                    "fragments for a host are made for its own cards");
            return report.answer(List.of());
        }
        LeftOut.report(LEFT_OUT, plan.profile(), report);
        return report.answer(new KvmFragments(plan, report).artifacts(cards));
    }

    private List<Artifact> artifacts(List<DeviceSketch> cards) {
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.text("qemu-options.txt", "fragment", qemu(cards)));
        artifacts.add(Artifact.text("hostdev.xml", "fragment", DomainPassthrough.fragment(cards)));
        for (DeviceSketch card : cards) {
            String end = card.passed().isPresent() ? "-" + card.name() : "";
            StepScript script = new StepScript(card.label(), "gives it to VFIO",
                    KvmHypervisor.FUNCTIONS, steps(card));
            artifacts.add(Artifact.script("host/prepare" + end + ".sh", "host-prepare", script.prepare()));
            artifacts.add(Artifact.script("host/restore" + end + ".sh", "host-restore", script.restore()));
        }
        artifacts.add(Artifact.text("host/kernel-arguments.txt", "kernel-arguments", kernel(cards)));
        modprobe().ifPresent(text -> artifacts.add(
                Artifact.text("host/modprobe.d/underpass-" + FileNames.of(profile.name())
                        + ".conf", "modprobe", text)));
        artifacts.add(Artifact.text("reset-forecast.txt", "forecast", DeviceForecast.of(plan)));
        return artifacts;
    }

    private String qemu(List<DeviceSketch> cards) {
        StringBuilder text = new StringBuilder();
        cpu().ifPresent(words -> text.append(Sh.comment("Guests with such a device want of their processor:"))
                .append("-cpu ").append(Sh.quote("host," + words)).append('\n'));
        for (DeviceSketch card : cards) {
            text.append(Sh.comment(card.label()));
            text.append(QemuPassthrough.fragment(card).sh().replace(" \\\n    ", "\n").substring(1)).append('\n');
            if (card.entry().primary()) {
                text.append(Sh.comment("It is the guest's first display: with BIOS firmware add x-vga=on to function "
                        + "0."));
            }
        }
        return text.toString();
    }

    private Optional<String> cpu() {
        GuestAdvice guest = profile.guest();
        List<String> words = new ArrayList<>();
        if (guest.hideHypervisor().orElse(false)) {
            words.add("kvm=off");
            words.add("hypervisor=off");
        }
        guest.vendorId().ifPresent(id -> words.add("hv-vendor-id=" + id));
        guest.features().forEach((name, on) -> words.add(name + (on ? "=on" : "=off")));
        return words.isEmpty() ? Optional.empty() : Optional.of(String.join(",", words));
    }

    private List<HostStep> steps(DeviceSketch card) {
        List<HostStep> steps = new ArrayList<>();
        Optional<PassedDevice> passed = card.passed();
        if (passed.isPresent()) {
            Host host = plan.host().orElseThrow();
            VfioSteps device = new VfioSteps(passed.get(), VfioDriver.of(passed.get(), host, report),
                    profile.host().keepAwake().orElse(false), host);
            device.common().looks(steps);
            device.common().holders(steps);
            Set<String> modules = new LinkedHashSet<>();
            device.drivers(modules);
            modules.forEach(module -> steps.add(HostStep.look("load " + module, "load", module)));
            device.common().awake(steps);
            device.common().resets(steps);
            device.taking(steps);
            return steps;
        }
        String driver = profile.host().driver().filter(d -> !d.equals("auto")).orElse("vfio-pci");
        steps.add(HostStep.look("load " + driver, "load", driver));
        for (DeviceSketch.Function function : card.functions().reversed()) {
            String vfio = function.main() ? driver.replace('_', '-') : "vfio-pci";
            steps.add(new HostStep("take " + function.address() + " from its driver",
                    List.of("detach", function.address(), vfio), List.of("give_back_to_any", function.address())));
            steps.add(new HostStep("give " + function.address() + " to " + vfio,
                    List.of("attach", function.address(), vfio), List.of("release", function.address(), vfio)));
        }
        return steps;
    }

    private String kernel(List<DeviceSketch> cards) {
        if (plan.host().isEmpty()) {
            StringBuilder text = new StringBuilder(Sh.comment("Kernel arguments that hosts with such a device want, "
                    + "beside a working IOMMU:"));
            profile.host().kernelArguments().forEach(token -> text.append("add ").append(Sh.printable(token))
                    .append('\n'));
            return profile.host().kernelArguments().isEmpty() ? text + Sh.comment("none") : text.toString();
        }
        Host host = plan.host().get();
        Set<PciAddress> given = new TreeSet<>();
        cards.forEach(card -> card.functions().forEach(f -> f.host().ifPresent(h -> given.add(h.address()))));
        KernelAdvice advice = new KernelAdvice(host);
        IommuArguments.advise(host, given, advice);
        profile.host().kernelArguments().stream().filter(token -> !IommuArguments.unknown(token, host))
                .forEach(token -> advice.add(token, "hosts with such a device want it (" + profile.name() + ")"));
        return advice.text(profile.name(), BootLoader.AUTO);
    }

    private Optional<String> modprobe() {
        List<String> lines = new ArrayList<>();
        if (profile.host().keepAwake().orElse(false)) {
            lines.add("# Such a device is kept from D3 sleep.");
            lines.add("options vfio-pci disable_idle_d3=1");
        }
        profile.host().drivers().stream().filter(d -> d.matches("[A-Za-z0-9_-]+"))
                .forEach(d -> lines.add("softdep " + d + " pre: vfio-pci"));
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines) + "\n");
    }
}
