package org.underpass.hypervisor.kvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostKernel;
import org.underpass.host.HostMemory.HugePages;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.HostStep;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.pci.PciAddress;
import org.underpass.profile.BindingTime;
import org.underpass.profile.HolderAction;
import org.underpass.profile.Machine;
import org.underpass.profile.Preparation;
import org.underpass.spi.Evidence;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.MachinePlan;

/** What has to be done to the host so that VFIO can give the devices of one machine away. */
final class KvmHost {
    private final Host host;
    private final GuestMachine machine;
    private final Preparation wish;
    private final Report report;
    private final Set<PciAddress> given;
    private final List<VfioSteps> devices = new ArrayList<>();

    KvmHost(MachinePlan plan, GuestMachine machine, Report report) {
        this.host = plan.host();
        this.machine = machine;
        this.wish = machine.profile().preparation();
        this.report = report;
        given = plan.assignment().addresses();
        for (PassedDevice device : machine.passed()) {
            VfioDriver.Choice driver = VfioDriver.of(device, host, report);
            devices.add(new VfioSteps(device, driver, keepAwake(), host));
        }
    }

    private boolean keepAwake() {
        return wish.keepAwake().orElse(false);
    }

    /** The steps of host/prepare.sh, in order. */
    List<HostStep> steps() {
        List<HostStep> steps = new ArrayList<>();
        devices.forEach(d -> d.common().looks(steps));
        if (machine.profile().switching().holders() == HolderAction.REFUSE) {
            devices.forEach(d -> d.common().holders(steps));
        }
        Set<String> modules = new LinkedHashSet<>();
        devices.forEach(d -> d.drivers(modules));
        modules.forEach(module -> steps.add(HostStep.look("load " + module, "load", module)));
        hugepages(steps);
        devices.forEach(d -> d.making(steps));
        devices.forEach(d -> d.common().awake(steps));
        devices.forEach(d -> d.common().resets(steps));
        devices.forEach(d -> d.taking(steps));
        return steps;
    }

    /** When the devices are taken: while the host boots, where it keeps another adapter, else when the guest starts. */
    BindingTime binding() {
        boolean other = host.functions().stream()
                .anyMatch(f -> f.pci().isDisplay() && !given.contains(f.address()));
        return wish.binding().orElse(other ? BindingTime.BOOT : BindingTime.START);
    }

    private BindingTime hugepagesWhen() {
        return wish.hugepages().orElse(BindingTime.BOOT);
    }

    private void hugepages(List<HostStep> steps) {
        Machine memory = machine.profile().machine();
        if (memory.hugepages().isEmpty() || hugepagesWhen() == BindingTime.BOOT) {
            return;
        }
        long size = memory.hugepages().getAsLong();
        long needed = (memory.memory() + size - 1) / size;
        String pool = "hugepages/hugepages-" + (size >> 10) + "kB/nr_hugepages";
        String file = memory.numaNode().isPresent()
                ? "devices/system/node/node" + memory.numaNode().getAsInt() + "/" + pool : "kernel/mm/" + pool;
        long before = host.memory().hugePages().orElse(List.of()).stream()
                .filter(p -> p.pageSize() == size && p.node().equals(memory.numaNode()))
                .map(HugePages::total).findFirst().orElse(0L);
        steps.add(new HostStep("have " + (before + needed) + " huge pages of " + (size >> 10) + " KiB",
                List.of("pages", Long.toString(before + needed), file),
                List.of("value", Long.toString(before), file)));
    }

    /** Kernel arguments, against what the host runs with. */
    KernelAdvice kernel() {
        KernelAdvice advice = new KernelAdvice(host);
        IommuArguments.advise(host, given, advice);
        hugepageArguments(advice);
        for (String token : bootIds(true)) {
            advice.add(token, "vfio-pci is built into this kernel, so modprobe.d does not reach it");
        }
        if (builtIn("vfio_pci") && keepAwake()) {
            advice.add("vfio-pci.disable_idle_d3=1", "the card is kept from D3 sleep (preparation.keepAwake)");
        }
        if (builtIn("vfio_iommu_type1") && wish.unsafeInterrupts()) {
            advice.add("vfio_iommu_type1.allow_unsafe_interrupts=1",
                    "missing interrupt remapping is accepted knowingly (preparation.unsafeInterrupts)");
        }
        for (int i = 0; i < wish.kernelArguments().size(); i++) {
            String token = wish.kernelArguments().get(i);
            if (IommuArguments.unknown(token, host)) {
                report.warn("kernel-argument", "preparation.kernelArguments[" + i + "]", token
                        + " is left out of the kernel arguments", "the host's kernel has no such option");
            } else {
                advice.add(token, "asked for in the profile (preparation.kernelArguments)");
            }
        }
        return advice;
    }

    private void hugepageArguments(KernelAdvice advice) {
        Machine memory = machine.profile().machine();
        if (memory.hugepages().isEmpty() || hugepagesWhen() != BindingTime.BOOT) {
            return;
        }
        long size = memory.hugepages().getAsLong();
        long needed = (memory.memory() + size - 1) / size;
        boolean enough = host.memory().hugePages().orElse(List.of()).stream().anyMatch(p -> p.pageSize() == size
                && p.node().equals(memory.numaNode()) && p.total() >= needed);
        if (enough) {
            return;
        }
        boolean byNode = memory.numaNode().isPresent()
                && host.kernel().version().value().map(v -> v.atLeast(5, 16)).orElse(false);
        String word = size >= 1L << 30 ? (size >> 30) + "G" : (size >> 20) + "M";
        String pages = byNode ? memory.numaNode().getAsInt() + ":" + needed : Long.toString(needed);
        advice.add("hugepagesz=" + word + " hugepages=" + pages, "guest memory lies in huge pages, which are free "
                + "in one piece only while the host boots");
    }

    /** modprobe.d, where it is needed. */
    Optional<String> modprobe() {
        List<String> lines = new ArrayList<>();
        if (!builtIn("vfio_pci")) {
            if (keepAwake()) {
                lines.add("# The card is kept from D3 sleep.");
                lines.add("options vfio-pci disable_idle_d3=1");
            }
            List<String> ids = bootIds(false);
            if (!ids.isEmpty()) {
                lines.add("# No other card of this host has these ids: vfio-pci takes these functions while it boots.");
                lines.add("options vfio-pci " + ids.get(0));
                for (String driver : hostDrivers()) {
                    lines.add("softdep " + driver + " pre: vfio-pci");
                }
            }
        }
        if (wish.unsafeInterrupts() && !builtIn("vfio_iommu_type1")) {
            lines.add("# Missing interrupt remapping is accepted knowingly.");
            lines.add("options vfio_iommu_type1 allow_unsafe_interrupts=1");
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("# For " + machine.profile().name() + ": copy to /etc/modprobe.d and build the initramfs "
                + "again.\n" + String.join("\n", lines) + "\n");
    }

    /**
     * The ids for vfio-pci to take while the host boots; empty where it takes nothing then, or where a card that the
     * host keeps has one of these ids and would be lost with them.
     */
    private List<String> bootIds(boolean forBuiltIn) {
        if (binding() != BindingTime.BOOT || forBuiltIn != builtIn("vfio_pci")) {
            return List.of();
        }
        Set<String> ids = new TreeSet<>();
        for (VfioSteps device : devices) {
            for (PassedFunction function : device.common().whole()) {
                String id = id(function.host());
                List<HostFunction> twins = host.functions().stream()
                        .filter(f -> id(f).equals(id) && !given.contains(f.address())).toList();
                if (!twins.isEmpty()) {
                    report.host(Severity.WARNING, "boot-binding", function.address().toString(),
                            "the card cannot be taken by its ids while the host boots; prepare.sh takes it by address",
                            "vfio-pci would take every card with ids " + id + ", and the host keeps one of them",
                            Evidence.of(twins.get(0).address() + " has ids " + id + " too",
                                    twins.get(0).source("device")),
                            new Fix.Manual("Run host/prepare.sh early, before the display manager starts",
                                    Fix.Manual.Where.HOST));
                    return List.of();
                }
                ids.add(id);
            }
        }
        ids.removeAll(idsAlready());
        String list = String.join(",", ids);
        return ids.isEmpty() ? List.of() : List.of(forBuiltIn ? "vfio-pci.ids=" + list : "ids=" + list);
    }

    /** Ids that this host hands to vfio-pci already. */
    private Set<String> idsAlready() {
        Set<String> already = new TreeSet<>();
        host.modprobe().value().ifPresent(conf -> conf.options("vfio_pci").stream()
                .filter(o -> o.name().equals("ids")).forEach(o -> already.addAll(List.of(o.value().split(",")))));
        host.kernel().arguments().value().ifPresent(arguments -> arguments.values("vfio-pci.ids")
                .forEach(value -> already.addAll(List.of(value.split(",")))));
        return already.stream().map(id -> id.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static String id(HostFunction function) {
        return String.format("%04x:%04x", function.pci().vendor(), function.pci().device());
    }

    /** Drivers of the host that hold the functions now, and would be faster than vfio-pci. */
    private Set<String> hostDrivers() {
        Set<String> drivers = new TreeSet<>(Comparator.naturalOrder());
        for (VfioSteps device : devices) {
            for (PassedFunction function : device.common().whole()) {
                function.host().driver().value().filter(d -> !d.startsWith("vfio") && d.matches("[A-Za-z0-9_-]+"))
                        .ifPresent(drivers::add);
            }
        }
        return drivers;
    }

    private boolean builtIn(String module) {
        HostKernel kernel = host.kernel();
        Fact<Set<String>> modules = kernel.builtinModules();
        return modules.value().map(m -> m.contains(module))
                .orElseGet(() -> kernel.config().value().map(c -> c.isBuiltIn(module.toUpperCase(Locale.ROOT)))
                        .orElse(false));
    }
}
