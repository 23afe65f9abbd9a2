package org.underpass.engine.change;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.underpass.engine.Planner;
import org.underpass.engine.Planner.Planned;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.Report;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.FileTree;
import org.underpass.host.Host;
import org.underpass.host.HostDisplays;
import org.underpass.host.HostFunction;
import org.underpass.host.HostOrigin;
import org.underpass.host.write.Holders;
import org.underpass.host.write.Holders.Holder;
import org.underpass.host.write.Step;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.XenWay;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.BindingTime;
import org.underpass.profile.ConsoleAction;
import org.underpass.profile.DisplayManagerAction;
import org.underpass.profile.HolderAction;
import org.underpass.profile.NeighbourReset;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.TakesDevices;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Scope;
import org.underpass.spi.quirk.Forecast;

/**
 * Decides how a machine's devices go from the host to the guest. The order: what may be refused without harm (modules,
 * huge pages), what draws (display manager, consoles, firmware's framebuffer), the functions from their drivers, the
 * highest first, as function 0 keeps the others awake; resets; the functions to the backend's driver; the guest. The
 * way back is the same in reverse.
 */
public final class SwitchPlanner {
    private final Plugins plugins;

    public SwitchPlanner(Plugins plugins) {
        this.plugins = plugins;
    }

    /** Decides. Reads the host and who holds its devices; changes nothing. The profile is a machine's. */
    public SwitchPlan plan(Host host, ProfileResult profile, Contribution<Hypervisor> backend) {
        Planned planned = new Planner(plugins).plan(host, profile, backend);
        VmProfile vm = (VmProfile) profile.profile().orElseThrow();
        return new Making(host, vm, backend, planned).make();
    }

    private static TakesDevices.Holder holder(Contribution<Hypervisor> backend, Host host) {
        if (backend.part() instanceof TakesDevices takes) {
            return takes.holder();
        }
        // On a simulated machine, a backend that imitates devices rehearses what another one would do.
        return backend.part().info().needsIommu() || host.origin().kind() == HostOrigin.Kind.DEMO
                ? TakesDevices.Holder.VFIO : TakesDevices.Holder.NONE;
    }

    /** The making of one plan. */
    private static final class Making {
        private final Host host;
        private final FileTree tree;
        private final VmProfile vm;
        private final Contribution<Hypervisor> backend;
        private final Report report;
        private final Optional<MachinePlan> machine;
        private final List<Step> steps = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> refusal = new ArrayList<>();
        private final Set<PciAddress> devices = new TreeSet<>();
        private List<Holder> holders = List.of();

        Making(Host host, VmProfile vm, Contribution<Hypervisor> backend, Planned planned) {
            this.host = host;
            this.tree = host.tree();
            this.vm = vm;
            this.backend = backend;
            this.report = planned.report();
            this.machine = planned.plan();
        }

        SwitchPlan make() {
            for (Finding finding : report.errors()) {
                if (!curedBySteps(finding)) {
                    refusal.add(finding.rule() + " " + finding.subject() + ": " + finding.message());
                }
            }
            if (refusal.isEmpty()) {
                TakesDevices.Holder holder = holder(backend, host);
                List<HostFunction> functions = functions();
                functions.forEach(f -> devices.add(f.address()));
                if (holder != TakesDevices.Holder.NONE) {
                    take(functions, holder);
                } else {
                    notes.add(backend.id() + " imitates its devices, so nothing is taken from the host");
                }
                steps.add(new Step.StartGuest(vm.name(), backend.id()));
            }
            return new SwitchPlan(vm.name(), backend.id(), List.copyOf(devices), refusal.isEmpty() ? steps : List.of(),
                    notes, holders, refusal, report, machine);
        }

        /** An error that consists in the very driver that the steps change is no reason against them. */
        private static boolean curedBySteps(Finding finding) {
            return finding.fixes().stream().anyMatch(fix -> fix instanceof Fix.HostChange change
                    && change.kind() == Fix.HostChange.Kind.DRIVER_OVERRIDE);
        }

        /** Highest first; a mediated device stays with its parent, a virtual function must exist. */
        private List<HostFunction> functions() {
            List<HostFunction> all = new ArrayList<>();
            for (ResolvedDevice device : report.assignment().devices()) {
                if (device.entry().flatMap(AssignedDevice::mdev).isPresent()) {
                    notes.add(device.name() + " is a mediated device: its adapter stays with the host");
                } else {
                    all.addAll(device.functions());
                }
            }
            all.sort(Comparator.comparing(HostFunction::address).reversed());
            return all;
        }

        private void take(List<HostFunction> functions, TakesDevices.Holder holder) {
            boolean xen = holder == TakesDevices.Holder.PCIBACK;
            module(xen ? "xen-pciback" : "vfio-pci", xen ? "pciback" : "vfio-pci");
            hugepages();
            List<HostFunction> leaving = functions.stream().filter(f -> f.driver().isKnown()
                    && !f.driver().orElse("").equals(driver(f, xen))).toList();
            holders(leaving);
            screens(leaving);
            awake(functions);
            // The place of the host's own virtual display: whoever draws on the card moves there before it goes.
            for (HostFunction function : leaving) {
                steps.add(new Step.Unbind(function.address()));
            }
            resets(functions, leaving);
            for (HostFunction function : functions) {
                if (function.driver().orElse("").equals(driver(function, xen))) {
                    continue;
                }
                if (xen) {
                    steps.add(new Step.Assignable(function.address(), true, xl() ? XenWay.XL : XenWay.PCIBACK));
                } else {
                    steps.add(new Step.SetAttribute(function.address(), Attribute.DRIVER_OVERRIDE,
                            driver(function, false)));
                    steps.add(new Step.Bind(function.address(), driver(function, false)));
                }
            }
        }

        private String driver(HostFunction function, boolean xen) {
            return xen ? "pciback" : report.assignment().deviceOf(function.address())
                    .flatMap(ResolvedDevice::entry).flatMap(AssignedDevice::driver)
                    .filter(name -> !name.equals("auto")).orElse("vfio-pci");
        }

        /** xl also puts a function into quarantine; without it the kernel's files do. */
        private boolean xl() {
            return host.origin().kind() == HostOrigin.Kind.DEMO
                    || List.of("usr/sbin/xl", "usr/bin/xl", "sbin/xl").stream().anyMatch(tree::exists);
        }

        private void module(String module, String driver) {
            if (!tree.exists("sys/bus/pci/drivers/" + driver)) {
                steps.add(new Step.Module(module, true));
            }
        }

        private void hugepages() {
            if (vm.machine().hugepages().isEmpty()
                    || vm.preparation().hugepages().orElse(BindingTime.BOOT) != BindingTime.START) {
                return;
            }
            long kib = vm.machine().hugepages().getAsLong() >> 10;
            OptionalInt node = vm.machine().numaNode();
            String folder = node.isPresent() ? "sys/devices/system/node/node" + node.getAsInt() + "/hugepages/"
                    : "sys/kernel/mm/hugepages/";
            long needed = (vm.machine().memory() >> 10) / kib;
            long there = number(folder + "hugepages-" + kib + "kB/nr_hugepages");
            long free = number(folder + "hugepages-" + kib + "kB/free_hugepages");
            if (free < needed) {
                steps.add(new Step.Hugepages(node, kib, there + needed - free));
            }
        }

        private long number(String path) {
            return line(path).filter(text -> text.matches("[0-9]{1,9}")).map(Long::parseLong).orElse(0L);
        }

        private Optional<String> line(String path) {
            return tree.read(path).value().map(bytes -> new String(bytes, StandardCharsets.UTF_8)
                    .strip());
        }

        private void holders(Collection<HostFunction> leaving) {
            Holders look = new Holders(tree);
            holders = look.of(leaving.stream().map(HostFunction::address).toList());
            if (look.partial()) {
                notes.add("what processes of other users have open could not be seen; root sees it");
            }
            Optional<String> manager = vm.switching().displayManager() == DisplayManagerAction.STOP
                    ? displayManager() : Optional.empty();
            manager.ifPresent(unit -> steps.add(new Step.Service(unit, false)));
            HolderAction action = vm.switching().holders();
            for (Holder holder : holders) {
                boolean leaves = manager.isPresent() && holder.unit().filter(unit -> unit.equals(manager.get())
                        || unit.startsWith("session-") && unit.endsWith(".scope")).isPresent();
                if (leaves) {
                    continue;
                }
                if (action == HolderAction.TERMINATE) {
                    steps.add(new Step.EndProcess(holder.pid(), holder.command()));
                } else if (action == HolderAction.REFUSE) {
                    refusal.add(holder.describe());
                }
            }
        }

        /** The display manager that runs, by its own name. */
        private Optional<String> displayManager() {
            return tree.link("etc/systemd/system/display-manager.service").value()
                    .map(link -> link.substring(link.lastIndexOf('/') + 1))
                    .filter(unit -> tree.exists("sys/fs/cgroup/system.slice/" + unit));
        }

        /** Consoles and firmware's framebuffer, where they draw on what leaves. */
        private void screens(Collection<HostFunction> leaving) {
            Set<PciAddress> addresses = new TreeSet<>();
            leaving.forEach(f -> addresses.add(f.address()));
            List<HostDisplays.Framebuffer> framebuffers = host.displays().framebuffers().orElse(List.of());
            boolean firmware = framebuffers.stream().anyMatch(f -> f.function().isEmpty())
                    && leaving.stream().anyMatch(f -> f.bootVga().orElse(false));
            boolean drawn = firmware || framebuffers.stream().anyMatch(f -> f.function().filter(addresses::contains)
                    .isPresent());
            if (drawn && vm.switching().consoles() == ConsoleAction.DETACH) {
                for (HostDisplays.Console console : host.displays().consoles().orElse(List.of())) {
                    if (console.isFramebuffer() && console.bound()) {
                        steps.add(new Step.Console(console.name(), false));
                    }
                }
            }
            for (HostDisplays.FirmwareFramebuffer device : host.displays().firmwareFramebuffers().orElse(List.of())) {
                if (firmware && device.driver().isPresent()) {
                    steps.add(new Step.Framebuffer(device.name(), device.driver().get(), false));
                }
            }
        }

        private void awake(List<HostFunction> functions) {
            if (!vm.preparation().keepAwake().orElse(true)) {
                return;
            }
            Set<PciAddress> all = new TreeSet<>();
            for (HostFunction function : functions) {
                host.topology().parent(function.address()).ifPresent(port -> all.add(port.address()));
                all.add(function.address());
            }
            for (PciAddress address : all) {
                HostFunction function = host.function(address).orElseThrow();
                if (function.powerControl().value().filter("auto"::equals).isPresent()) {
                    steps.add(new Step.SetAttribute(address, Attribute.POWER_CONTROL, "on"));
                }
                if (function.d3coldAllowed().orElse(false)) {
                    steps.add(new Step.SetAttribute(address, Attribute.D3COLD, "0"));
                }
            }
        }

        private void resets(List<HostFunction> functions, List<HostFunction> leaving) {
            Optional<ResetForecaster> forecaster = report.forecaster();
            if (forecaster.isEmpty()) {
                return;
            }
            for (HostFunction function : functions) {
                PciAddress address = function.address();
                AssignedDevice entry = report.assignment().deviceOf(address).flatMap(ResolvedDevice::entry)
                        .orElse(null);
                List<String> methods = entry == null ? List.of() : entry.reset().map(r -> r.methods())
                        .orElse(List.of());
                boolean main = address.function() == 0 || functions.size() == 1;
                if (!methods.isEmpty() && main && tree.exists("sys/bus/pci/devices/" + address + "/reset_method")) {
                    steps.add(new Step.SetAttribute(address, Attribute.RESET_METHOD, String.join(" ", methods)));
                }
                Forecast forecast = forecaster.get().forecast(address);
                if (routine(address, main, entry, forecaster.get())) {
                    continue;
                }
                if (!leaving.contains(function)) {
                    continue; // nobody has used it since it was reset
                }
                switch (forecast.path()) {
                    case CLEAN -> steps.add(new Step.Reset(address));
                    case SHARED -> notes.add(address + " is reset together with its neighbours, when the guest starts");
                    default -> notes.add(address + " is not reset before the guest starts: forecast "
                            + forecast.path().word());
                }
            }
        }

        /** A routine of a quirk, where one is ready, allowed, and hits nobody who is not given away. */
        private boolean routine(PciAddress address, boolean main, AssignedDevice entry, ResetForecaster forecaster) {
            for (Map.Entry<String, Routine> one : forecaster.routines(address).entrySet()) {
                boolean allowed = entry == null || entry.reset().isEmpty() || entry.reset().get().denyQuirks().stream()
                        .noneMatch(one.getKey()::equals) && (entry.reset().get().allowQuirks().isEmpty()
                                || entry.reset().get().allowQuirks().contains(one.getKey()));
                boolean alone = one.getValue().scope() == Scope.FUNCTION || one.getValue().scope() == Scope.SLOT && main
                        && host.functions().stream().filter(f -> f.address().sameSlot(address))
                                .allMatch(f -> devices.contains(f.address()))
                        || entry != null && entry.reset().filter(r -> r.neighbours() == NeighbourReset.ACCEPT)
                                .isPresent();
                if (allowed && alone) {
                    steps.addAll(new QuirkSteps(address).of(one.getValue().steps()));
                    notes.add(address + " is reset by quirk " + one.getKey() + ": " + one.getValue().title());
                    return true;
                }
                notes.add("quirk " + one.getKey() + " could reset " + address + " (" + one.getValue().title()
                        + ") and is not used: " + (allowed ? "it would hit more than is given away"
                                : "the profile denies it"));
            }
            return false;
        }
    }
}
