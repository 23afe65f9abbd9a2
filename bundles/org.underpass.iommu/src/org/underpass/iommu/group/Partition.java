package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.pci.PciAddress;

/** Disjoint sets of functions, joined by ties. */
final class Partition {
    private final Map<PciAddress, PciAddress> leaders = new HashMap<>();

    Partition(Collection<PciAddress> all) {
        all.forEach(address -> leaders.put(address, address));
    }

    void join(PciAddress one, PciAddress other) {
        PciAddress a = leader(one);
        PciAddress b = leader(other);
        if (!a.equals(b)) {
            leaders.put(a.compareTo(b) < 0 ? b : a, a.compareTo(b) < 0 ? a : b);
        }
    }

    boolean together(PciAddress one, PciAddress other) {
        return leader(one).equals(leader(other));
    }

    /** The lowest address of the set. */
    PciAddress leader(PciAddress address) {
        PciAddress at = address;
        while (!leaders.get(at).equals(at)) {
            PciAddress up = leaders.get(leaders.get(at));
            leaders.put(at, up);
            at = up;
        }
        return at;
    }

    /** All sets by lowest address. */
    List<SortedSet<PciAddress>> sets() {
        TreeMap<PciAddress, SortedSet<PciAddress>> sets = new TreeMap<>();
        leaders.keySet().stream().toList()
                .forEach(address -> sets.computeIfAbsent(leader(address), key -> new TreeSet<>()).add(address));
        return new ArrayList<>(sets.values());
    }
}
