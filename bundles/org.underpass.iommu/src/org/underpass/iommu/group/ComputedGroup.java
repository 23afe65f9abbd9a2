package org.underpass.iommu.group;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.underpass.pci.PciAddress;

/**
 * A group that the kernel would make.
 *
 * @param index counted from 0 by the groups' lowest addresses; not the kernel's number
 * @param members never empty
 * @param source computed, or unknown where the dump does not show enough to be sure of the members
 * @param ties the direct ties between members
 * @param unseen functions whose configuration space is too short (or not there), on which the answer depends; empty
 *     when the source is {@code COMPUTED}
 */
public record ComputedGroup(int index, SortedSet<PciAddress> members, Source source, List<Tie> ties,
        SortedSet<PciAddress> unseen) {
    public ComputedGroup {
        members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        ties = List.copyOf(ties);
        unseen = Collections.unmodifiableSortedSet(new TreeSet<>(unseen));
    }

    /** Where a group's members are known from. */
    public enum Source {
        COMPUTED, UNKNOWN
    }

    /**
     * Why two members cannot be kept apart.
     *
     * @param ties one direct tie, or the shortest chain of ties from the one to the other
     */
    public record Reason(PciAddress one, PciAddress other, List<Tie> ties) {
        public Reason {
            ties = List.copyOf(ties);
        }

        /** All ties' sentences in one. */
        public String sentence() {
            return String.join("; ", ties.stream().map(Tie::sentence).distinct().toList());
        }
    }

    /** A reason for each pair of members, by address. Quadratic in the members. */
    public List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        Map<PciAddress, List<Tie>> neighbours = neighbours(ties);
        for (PciAddress one : members) {
            Map<PciAddress, List<Tie>> chains = chains(one, neighbours);
            for (PciAddress other : members.tailSet(one)) {
                if (!other.equals(one) && chains.containsKey(other)) {
                    reasons.add(new Reason(one, other, chains.get(other)));
                }
            }
        }
        return reasons;
    }

    private static Map<PciAddress, List<Tie>> neighbours(List<Tie> ties) {
        Map<PciAddress, List<Tie>> neighbours = new HashMap<>();
        for (Tie tie : ties) {
            neighbours.computeIfAbsent(tie.from(), key -> new ArrayList<>()).add(tie);
            neighbours.computeIfAbsent(tie.to(), key -> new ArrayList<>()).add(tie);
        }
        return neighbours;
    }

    /** Shortest chains from one member to all others, breadth first. */
    private static Map<PciAddress, List<Tie>> chains(PciAddress start, Map<PciAddress, List<Tie>> neighbours) {
        Map<PciAddress, List<Tie>> chains = new HashMap<>();
        chains.put(start, List.of());
        Deque<PciAddress> queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
            PciAddress at = queue.remove();
            for (Tie tie : neighbours.getOrDefault(at, List.of())) {
                PciAddress next = tie.from().equals(at) ? tie.to() : tie.from();
                if (!chains.containsKey(next)) {
                    List<Tie> chain = new ArrayList<>(chains.get(at));
                    chain.add(tie);
                    chains.put(next, chain);
                    queue.add(next);
                }
            }
        }
        return chains;
    }
}
