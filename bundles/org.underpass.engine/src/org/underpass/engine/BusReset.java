package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.spi.Evidence;

/**
 * What a reset of the bus that a function is on would mean. VFIO's hot reset is such a one
 * (drivers/vfio/pci/vfio_pci_core.c, vfio_pci_ioctl_pci_hot_reset): it wants every function below the bridge.
 *
 * @param possible whether there is a bridge above whose secondary bus can be reset
 * @param unknown  whether the source does not show enough to say
 * @param obstacle why it is not possible; empty when it is
 * @param victims  the other functions that would be reset, those behind bridges on the bus included; sorted
 * @param touched  the function, the victims and the bridge above, as far as the host shows them
 */
record BusReset(boolean possible, boolean unknown, String obstacle, List<PciAddress> victims,
        List<HostFunction> touched) {

    static BusReset of(HostFunction function, Host host) {
        PciAddress address = function.address();
        if (function.physfn().isKnown()) {
            return refused("a virtual function has no bus of its own to reset", function);
        }
        Optional<PciFunction> bridge = host.topology().parent(address);
        if (bridge.isEmpty()) {
            if (host.topology().isShownAsRootBus(address)) {
                return refused("it is on a root bus, where there is no bridge above that could reset it", function);
            }
            return new BusReset(false, true, "the source does not show the bridge above it", List.of(),
                    List.of(function));
        }
        TreeSet<PciAddress> victims = new TreeSet<>();
        below(host, bridge.get().address(), victims);
        victims.remove(address);
        List<HostFunction> touched = new ArrayList<>();
        touched.add(function);
        victims.forEach(v -> host.function(v).ifPresent(touched::add));
        host.function(bridge.get().address()).ifPresent(touched::add);
        return new BusReset(true, false, "", List.copyOf(victims), touched);
    }

    private static BusReset refused(String why, HostFunction function) {
        return new BusReset(false, false, why, List.of(), List.of(function));
    }

    private static void below(Host host, PciAddress bridge, TreeSet<PciAddress> into) {
        for (PciFunction child : host.topology().children(bridge)) {
            if (into.add(child.address())) {
                below(host, child.address(), into);
            }
        }
    }

    Evidence evidence() {
        if (!possible) {
            return new Evidence(obstacle, "topology");
        }
        return new Evidence(victims.isEmpty() ? "nothing else is on its bus"
                : "on its bus, or below: " + String.join(", ", victims.stream().map(PciAddress::toString).toList()),
                "topology");
    }
}
