package org.underpass.hypervisor.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.DeviceFunctions;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.FunctionFact;
import org.underpass.profile.GuestAdvice;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.hypervisor.DevicePlan;

/**
 * One device as a device profile describes it, for fragments: a card of a host, or any card that matches, and then its
 * addresses are placeholders.
 *
 * @param name      part of a file name: the address of the card, or {@code any}
 * @param label     for people
 * @param entry     the settings that the profile advises, as a machine would write them
 * @param functions in ascending order; at least one
 */
public record DeviceSketch(String name, String label, AssignedDevice entry, List<Function> functions) {
    /** Stands for the slot of a card that is not known yet; not the address of any. */
    public static final String PLACEHOLDER = "@DOMAIN@:@BUS@:@DEVICE@";

    /**
     * One function.
     *
     * @param number its number, 0 to 7
     * @param main   whether it carries the settings of the card
     * @param host   the function of the host; absent without one
     * @param slot   where the guest sees it
     */
    public record Function(int number, boolean main, Optional<HostFunction> host, GuestSlot slot) {
        /** Its address on the host, or a placeholder that ends in its number. */
        public String address() {
            return host.map(f -> f.address().toString()).orElse(PLACEHOLDER + "." + number);
        }

        /** Its domain, bus, device and function in hex as libvirt writes them, or placeholders. */
        public List<String> parts() {
            if (host.isEmpty()) {
                return List.of("0x@DOMAIN@", "0x@BUS@", "0x@DEVICE@", "0x" + number);
            }
            PciAddress a = host.get().address();
            return List.of(String.format("0x%04x", a.domain()), String.format("0x%02x", a.bus()),
                    String.format("0x%02x", a.device()), "0x" + a.function());
        }
    }

    public DeviceSketch {
        functions = List.copyOf(functions);
    }

    /**
     * The cards of a plan: those of its host that match, one to a root port each, or one sketch with placeholders
     * where it has no host. Empty where its host has none that matches.
     */
    public static List<DeviceSketch> of(DevicePlan plan) {
        List<DeviceSketch> all = new ArrayList<>();
        if (plan.host().isEmpty()) {
            List<Integer> numbers = plan.profile().functions().stream().map(FunctionFact::function).sorted()
                    .distinct().toList();
            List<Integer> given = numbers.isEmpty() ? List.of(0) : numbers;
            all.add(new DeviceSketch("any", plan.profile().name() + " at " + PLACEHOLDER, entry(plan.profile(), 0),
                    functions(given, List.of(), 1)));
            return all;
        }
        for (ResolvedDevice device : plan.assignment().devices()) {
            if (device.resolved()) {
                HostFunction first = device.functions().get(0);
                all.add(new DeviceSketch(first.address().toString().replace(':', '-'),
                        plan.host().get().nameOf(first) + " at " + first.address(),
                        entry(plan.profile(), all.size()),
                        functions(device.functions().stream().map(f -> f.address().function()).toList(),
                                device.functions(), all.size() + 1)));
            }
        }
        return all;
    }

    private static List<Function> functions(List<Integer> numbers, List<HostFunction> host, int bus) {
        int display = 0;
        for (int i = host.size() - 1; i >= 0; i--) {
            display = host.get(i).pci().isDisplay() ? i : display;
        }
        boolean keep = numbers.get(0) == 0;
        List<Function> functions = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            GuestSlot slot = new GuestSlot(bus, 0, keep ? numbers.get(i) : i, i == 0 && numbers.size() > 1);
            functions.add(new Function(numbers.get(i), i == display,
                    host.isEmpty() ? Optional.empty() : Optional.of(host.get(i)), slot));
        }
        return functions;
    }

    private static AssignedDevice entry(DeviceProfile profile, int index) {
        GuestAdvice guest = profile.guest();
        return new AssignedDevice(index, Optional.of(profile.name()), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(profile), new DeviceFunctions.All(), guest.rom(), profile.host().driver(),
                guest.resizableBar(), Optional.empty(), guest.multifunction(),
                guest.primary().orElse(false), guest.guestIds(), guest.igd(), Optional.empty(), Optional.empty(),
                Optional.of(profile.resetSettings()), guest.xen(), List.of());
    }

    /** The card as a machine's device, for what works on a host only. */
    public Optional<PassedDevice> passed() {
        if (functions.stream().anyMatch(f -> f.host().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new PassedDevice("passed" + entry.index(), entry, label, functions.stream()
                .map(f -> new PassedFunction(f.host().get(), f.host().get().address(), f.slot(), Optional.empty()))
                .toList()));
    }

}
