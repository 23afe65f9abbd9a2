package org.underpass.profile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;

/**
 * Takes the device profiles that a machine names in {@code devices[].use}, and lets their settings hold where the
 * machine is silent. What the machine says itself always stands; where two kinds of device disagree on something that
 * belongs to the whole machine, the first one's word holds.
 */
final class DeviceUse {
    private final ProfileSource source;
    private final Function<String, ProfileResult> open;
    private final List<ProfileProblem> problems = new ArrayList<>();

    private DeviceUse(ProfileSource source, Function<String, ProfileResult> open) {
        this.source = source;
        this.open = open;
    }

    /**
     * The machine with what its device profiles add.
     *
     * @param open reads a device profile by the name that the machine calls it
     */
    static ProfileResult apply(ProfileResult result, Function<String, ProfileResult> open) {
        if (!(result.partial().orElse(null) instanceof VmProfile vm)
                || vm.devices().stream().noneMatch(d -> d.use().isPresent())) {
            return result;
        }
        DeviceUse use = new DeviceUse(result.source(), open);
        VmProfile merged = use.machine(vm);
        List<ProfileProblem> all = new ArrayList<>(result.problems());
        all.addAll(use.problems);
        return new ProfileResult(result.source(), Optional.of(merged), all, result.notActedUpon());
    }

    private VmProfile machine(VmProfile vm) {
        List<AssignedDevice> devices = new ArrayList<>();
        Cpu cpu = vm.cpu();
        Preparation preparation = vm.preparation();
        for (AssignedDevice device : vm.devices()) {
            Optional<DeviceProfile> kind = device.use().flatMap(name -> read(device, name));
            devices.add(kind.map(k -> device(device, k)).orElse(device));
            if (kind.isPresent()) {
                cpu = cpu(cpu, kind.get().guest());
                preparation = preparation(preparation, kind.get().host());
            }
        }
        return new VmProfile(vm.source(), vm.name(), vm.title(), vm.uuid(), vm.backend(), vm.os(), vm.machine(),
                vm.firmware(), cpu, devices, vm.display(), vm.disks(), vm.network(), vm.usb(), vm.evdev(), vm.sound(),
                vm.switching(), preparation, vm.hooks(), vm.raw(), vm.suppress());
    }

    private Optional<DeviceProfile> read(AssignedDevice device, String name) {
        ProfileResult read = open.apply(name);
        if (read.profile().orElse(null) instanceof DeviceProfile kind) {
            return Optional.of(kind);
        }
        String path = device.path() + ".use";
        String why = read.hasErrors() ? read.problems().stream()
                .filter(p -> p.severity() == ProfileProblem.Severity.ERROR).findFirst().orElseThrow().describe(name)
                : name + " describes a machine, not a kind of device";
        problems.add(ProfileProblem.error(Code.WRONG_VALUE, "the device profile cannot be used: " + why, path,
                source.nearestSpan(path)));
        return Optional.empty();
    }

    private AssignedDevice device(AssignedDevice d, DeviceProfile kind) {
        GuestAdvice guest = kind.guest();
        Map<Integer, Long> bars = new LinkedHashMap<>(guest.resizableBar());
        bars.putAll(d.resizableBar());
        boolean primary = says(d.path() + ".primary") ? d.primary() : guest.primary().orElse(d.primary());
        ResetSettings settings = kind.resetSettings();
        boolean advised = !settings.methods().isEmpty() || !settings.allowQuirks().isEmpty()
                || !settings.denyQuirks().isEmpty() || settings.timeout().isPresent()
                || settings.neighbours() != NeighbourReset.REFUSE;
        return new AssignedDevice(d.index(), d.name(), d.address(), d.identity(), d.use(), Optional.of(kind),
                d.functions(), d.rom().or(guest::rom), d.driver().or(kind.host()::driver), bars, d.guestAddress(),
                d.multifunction().or(guest::multifunction), primary, d.guestIds().or(guest::guestIds),
                d.igd().or(guest::igd), d.mdev(), d.sriov(),
                d.reset().or(() -> advised ? Optional.of(settings) : Optional.empty()), d.xen().or(guest::xen),
                d.groupMates());
    }

    private Cpu cpu(Cpu c, GuestAdvice guest) {
        Map<String, Boolean> features = new LinkedHashMap<>(c.features());
        guest.features().forEach(features::putIfAbsent);
        boolean hide = says("cpu.hideHypervisor") ? c.hideHypervisor()
                : c.hideHypervisor() || guest.hideHypervisor().orElse(false);
        return new Cpu(c.model(), c.count(), c.sockets(), c.dies(), c.cores(), c.threads(), c.pinning(),
                c.emulatorPinning(), c.ioThreadPinning(), hide, c.vendorId().or(guest::vendorId), c.hyperv(),
                features, c.physBits());
    }

    private static Preparation preparation(Preparation p, HostAdvice host) {
        Set<String> arguments = new LinkedHashSet<>(p.kernelArguments());
        arguments.addAll(host.kernelArguments());
        return new Preparation(p.binding().or(host::binding), p.bootLoader(), p.initramfs(), List.copyOf(arguments),
                p.hugepages(), p.keepAwake().or(host::keepAwake), p.unsafeInterrupts());
    }

    private boolean says(String path) {
        return source.node(path).isPresent();
    }
}
