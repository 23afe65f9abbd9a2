package org.underpass.hypervisor.machine.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.pci.Bar;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.profile.Sriov;

/**
 * Steps that any backend may need to prepare one device. The highest function is taken first and given back last: the
 * kernel keeps a card's audio and USB functions awake through function 0, which therefore is there for as long as any
 * of them has a driver.
 */
public final class DeviceSteps {
    private final PassedDevice device;
    private final boolean keepAwake;
    private final Host host;

    /** @param keepAwake whether the device is kept from sleeping */
    public DeviceSteps(PassedDevice device, boolean keepAwake, Host host) {
        this.device = device;
        this.keepAwake = keepAwake;
        this.host = host;
    }

    /** Functions that change hands as a whole, in the order in which they are taken. */
    public List<PassedFunction> whole() {
        return device.functions().stream().filter(PassedFunction::whole)
                .sorted(Comparator.comparing(PassedFunction::address).reversed()).toList();
    }

    /** Everything that gets another driver: whole functions and virtual ones. */
    public List<PassedFunction> bound() {
        return device.functions().stream().filter(f -> f.mdev().isEmpty())
                .sorted(Comparator.comparing(PassedFunction::address).reversed()).toList();
    }

    /** Whether each function is still the card that is meant. */
    public void looks(List<HostStep> steps) {
        for (PassedFunction function : device.functions()) {
            PciFunction pci = function.host().pci();
            steps.add(HostStep.look(function.host().address() + " is " + host.nameOf(function.host()), "is_card",
                    pci.address().toString(), String.format("0x%04x", pci.vendor()),
                    String.format("0x%04x", pci.device())));
        }
    }

    /** Whether no program has a display open. */
    public void holders(List<HostStep> steps) {
        for (PassedFunction function : whole()) {
            if (function.host().pci().isDisplay()) {
                steps.add(HostStep.look("no program has " + function.address() + " open", "unheld",
                        function.address().toString()));
            }
        }
    }

    /** Makes virtual functions, where one is given away that does not exist. */
    public void functions(List<HostStep> steps) {
        if (device.entry().sriov().isEmpty() || !device.functions().get(0).virtual()) {
            return; // one that exists already is a function like any other
        }
        Sriov sriov = device.entry().sriov().get();
        HostFunction parent = device.functions().get(0).host();
        int count = sriov.count().orElse(sriov.function() + 1);
        int before = parent.sriovNumVfs().orElse(0);
        steps.add(new HostStep("make " + count + " virtual functions of " + parent.address(),
                List.of("functions", Integer.toString(count), parent.address().toString()),
                List.of("no_functions", Integer.toString(before), parent.address().toString())));
    }

    /** Keeps the functions, and the port above them, from sleeping. */
    public void awake(List<HostStep> steps) {
        if (!keepAwake) {
            return;
        }
        List<PciAddress> ports = host.topology().parent(device.functions().get(0).host().address())
                .map(p -> List.of(p.address())).orElse(List.of());
        List<HostFunction> all = new ArrayList<>();
        ports.forEach(p -> host.function(p).ifPresent(all::add));
        device.functions().forEach(f -> all.add(f.host()));
        for (HostFunction function : all) {
            String folder = "bus/pci/devices/" + function.address() + "/";
            steps.add(new HostStep("keep " + function.address() + " awake", List.of("value_if", "on",
                    folder + "power/control"), List.of("value_if", function.powerControl().orElse("on"),
                    folder + "power/control")));
            steps.add(new HostStep("keep " + function.address() + " from D3cold", List.of("value_if", "0",
                    folder + "d3cold_allowed"), List.of("value_if", function.d3coldAllowed().orElse(true) ? "1" : "0",
                    folder + "d3cold_allowed")));
        }
    }

    /** The order of reset methods. */
    public void resets(List<HostStep> steps) {
        List<String> methods = device.entry().reset().map(r -> r.methods()).orElse(List.of());
        if (methods.isEmpty()) {
            return;
        }
        for (PassedFunction function : whole()) {
            String before = function.host().resetMethods().value().filter(m -> !m.isEmpty())
                    .map(m -> String.join(" ", m)).orElse("default");
            String file = "bus/pci/devices/" + function.address() + "/reset_method";
            if (device.isMain(function)) {
                steps.add(new HostStep("reset " + function.address() + " by " + String.join(", ", methods),
                        List.of("value", String.join(" ", methods), file), List.of("value", before, file)));
            }
        }
    }

    /**
     * Sizes of BARs, for a function that has no driver. The kernel's resourceN_resize takes the exponent of the size
     * in MiB (Documentation/ABI/testing/sysfs-bus-pci).
     */
    public void resize(HostFunction function, List<HostStep> steps) {
        for (Map.Entry<Integer, Long> bar : device.entry().resizableBar().entrySet()) {
            String file = "bus/pci/devices/" + function.address() + "/resource" + bar.getKey() + "_resize";
            long before = function.pci().bars().stream().filter(b -> b.index() == bar.getKey())
                    .map(Bar::size).filter(s -> s.isPresent()).map(s -> s.getAsLong()).findFirst().orElse(0L);
            List<String> undo = before >= 1L << 20 ? List.of("value", exponent(before), file) : List.of();
            steps.add(new HostStep("make BAR " + bar.getKey() + " of " + function.address() + " "
                    + (bar.getValue() >> 20) + " MiB", List.of("value", exponent(bar.getValue()), file), undo));
        }
    }

    private static String exponent(long bytes) {
        return Integer.toString(63 - Long.numberOfLeadingZeros(Math.max(1L << 20, bytes)) - 20);
    }
}
