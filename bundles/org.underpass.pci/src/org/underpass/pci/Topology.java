package org.underpass.pci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which function sits behind which bridge. Immutable.
 *
 * <p>A parent comes from the source where it knows (sysfs nests the folders), else from the bridges' bus numbers: the
 * bridge whose secondary bus this is, or, where none is shown, the nearest one whose range holds the bus (so do
 * virtual functions that overflow onto further bus numbers sit). Where neither tells, a function has no parent and
 * its bus counts as a root bus.
 */
public final class Topology {
    private static final int HOST_BRIDGE = 0x0600;

    /**
     * A bus of a domain.
     *
     * @param domain PCI domain, unsigned
     * @param number bus number
     */
    public record PciBus(int domain, int number) implements Comparable<PciBus> {
        @Override
        public int compareTo(PciBus other) {
            int byDomain = Integer.compareUnsigned(domain, other.domain);
            return byDomain != 0 ? byDomain : Integer.compare(number, other.number);
        }

        /** As in sysfs: {@code 0000:00}. */
        @Override
        public String toString() {
            String text = new PciAddress(domain, number, 0, 0).toString();
            return text.substring(0, text.length() - 5);
        }
    }

    private final TreeMap<PciAddress, PciFunction> functions = new TreeMap<>();
    private final Map<PciAddress, PciAddress> parents = new HashMap<>();
    private final Map<PciAddress, List<PciAddress>> children = new HashMap<>();

    private Topology() {
    }

    /**
     * @param functions all functions of a host; of two with the same address the last counts
     * @param knownParents child to bridge, where the source tells; may be empty, may name others than the functions
     */
    public static Topology of(Collection<PciFunction> functions, Map<PciAddress, PciAddress> knownParents) {
        Topology topology = new Topology();
        Map<PciAddress, BusNumbers> bridges = new TreeMap<>();
        for (PciFunction function : functions) {
            topology.functions.put(function.address(), function);
            function.busNumbers().ifPresent(buses -> bridges.put(function.address(), buses));
        }
        for (PciAddress address : topology.functions.keySet()) {
            PciAddress parent = knownParents.get(address);
            if (parent == null || !topology.functions.containsKey(parent)) {
                parent = bridgeTo(address, bridges);
            }
            if (parent != null && !topology.leadsTo(parent, address)) {
                topology.parents.put(address, parent);
                topology.children.computeIfAbsent(parent, key -> new ArrayList<>()).add(address);
            }
        }
        return topology;
    }

    /** The bridge whose bus range is the narrowest of those that cover the address's bus; null where there is none. */
    private static PciAddress bridgeTo(PciAddress address, Map<PciAddress, BusNumbers> bridges) {
        PciAddress best = null;
        int bestWidth = Integer.MAX_VALUE;
        for (Map.Entry<PciAddress, BusNumbers> bridge : bridges.entrySet()) {
            PciAddress candidate = bridge.getKey();
            BusNumbers buses = bridge.getValue();
            if (candidate.domain() != address.domain() || candidate.bus() == address.bus()
                    || !buses.covers(address.bus())) {
                continue;
            }
            int width = buses.secondary() == address.bus() ? -1 : buses.subordinate() - buses.secondary();
            if (width < bestWidth) {
                best = candidate;
                bestWidth = width;
            }
        }
        return best;
    }

    private boolean leadsTo(PciAddress from, PciAddress target) {
        for (PciAddress at = from; at != null; at = parents.get(at)) {
            if (at.equals(target)) {
                return true;
            }
        }
        return false;
    }

    /** All functions, by address. */
    public Collection<PciFunction> functions() {
        return List.copyOf(functions.values());
    }

    /** The function at an address. */
    public Optional<PciFunction> function(PciAddress address) {
        return Optional.ofNullable(functions.get(address));
    }

    /** The bridge directly above, or empty on a root bus. */
    public Optional<PciFunction> parent(PciAddress address) {
        return Optional.ofNullable(parents.get(address)).map(functions::get);
    }

    /** The functions directly behind a bridge, by address. */
    public List<PciFunction> children(PciAddress address) {
        return children.getOrDefault(address, List.of()).stream().map(functions::get).toList();
    }

    /** The bridges above, nearest first; empty on a root bus. */
    public List<PciFunction> pathToRoot(PciAddress address) {
        List<PciFunction> path = new ArrayList<>();
        for (PciAddress at = parents.get(address); at != null; at = parents.get(at)) {
            path.add(functions.get(at));
        }
        return path;
    }

    /** The other functions of the same device, by address. */
    public List<PciFunction> slotMates(PciAddress address) {
        return functions.subMap(address.withFunction(0), true, address.withFunction(7), true).values().stream()
                .filter(mate -> !mate.address().equals(address)).toList();
    }

    /** The other functions on the same bus, those of the same device included, by address. */
    public List<PciFunction> busMates(PciAddress address) {
        return functions.subMap(new PciAddress(address.domain(), address.bus(), 0, 0), true,
                        new PciAddress(address.domain(), address.bus(), 0x1f, 7), true).values().stream()
                .filter(mate -> !mate.address().equals(address)).toList();
    }

    /** Whether the device has more than one function, by its header or because several are seen. */
    public boolean isMultifunction(PciAddress address) {
        return !slotMates(address).isEmpty() || function(address).flatMap(PciFunction::multifunction).orElse(false);
    }

    /** The buses whose functions have no bridge above, by number. */
    public SortedSet<PciBus> rootBuses() {
        SortedSet<PciBus> buses = new TreeSet<>(Comparator.naturalOrder());
        for (PciAddress address : functions.keySet()) {
            if (!parents.containsKey(address)) {
                buses.add(new PciBus(address.domain(), address.bus()));
            }
        }
        return buses;
    }

    /**
     * Whether something shows that there is no bridge above a bus: it is bus 0, or holds a host bridge, a root port or
     * an endpoint integrated in the root complex. A dump of single functions shows no bridge above them either, so the
     * lack of one alone says nothing.
     */
    public boolean isShownAsRootBus(PciAddress address) {
        return address.bus() == 0 || functions.values().stream().filter(f -> f.address().sameBus(address))
                .anyMatch(f -> f.classCode() >>> 8 == HOST_BRIDGE || f.capabilities(PciExpress.class)
                        .anyMatch(e -> e.type() == PciExpress.Type.ROOT_PORT
                                || e.type() == PciExpress.Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT));
    }
}
