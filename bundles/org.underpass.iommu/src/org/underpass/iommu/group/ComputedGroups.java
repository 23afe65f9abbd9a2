package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * The groups of a machine as the kernel would make them from its configuration space.
 *
 * <p>Immutable. Where the dump does not show enough, functions that may be tied are kept in one group, whose source is
 * then {@code UNKNOWN}: for passthrough that is the careful reading.
 */
public final class ComputedGroups {
    /** Class code of a bridge to a PCI bus, without programming interface. */
    private static final int PCI_BRIDGE = 0x0604;
    /** Class code of an IOMMU, without programming interface. AMD's are PCI functions, Intel's are not. */
    private static final int IOMMU = 0x0806;

    private final List<ComputedGroup> groups;
    private final Map<PciAddress, ComputedGroup> byMember = new HashMap<>();
    private final SortedMap<PciAddress, String> ungrouped;
    private final AcsJudge judge;
    private final Topology topology;

    private ComputedGroups(List<ComputedGroup> groups, SortedMap<PciAddress, String> ungrouped, AcsJudge judge,
            Topology topology) {
        this.groups = List.copyOf(groups);
        this.ungrouped = Collections.unmodifiableSortedMap(ungrouped);
        this.judge = judge;
        this.topology = topology;
        groups.forEach(group -> group.members().forEach(member -> byMember.put(member, group)));
    }

    /** Cost: about linear in functions times depth of the tree; a millisecond or so for a large server. */
    public static ComputedGroups compute(Topology topology, GroupAssumptions assumptions) {
        AcsJudge judge = new AcsJudge(topology, assumptions, VirtualFunctions.of(topology));
        SortedMap<PciAddress, String> ungrouped = ungoverned(topology, assumptions);
        List<Tie> ties = TieFinder.find(topology, judge).stream().filter(
                tie -> !ungrouped.containsKey(tie.from()) && !ungrouped.containsKey(tie.to())).toList();
        List<PciAddress> all = topology.functions().stream().map(PciFunction::address)
                .filter(address -> !ungrouped.containsKey(address)).toList();
        Partition sure = new Partition(all);
        Partition careful = new Partition(all);
        for (Tie tie : ties) {
            careful.join(tie.from(), tie.to());
            if (tie.certain()) {
                sure.join(tie.from(), tie.to());
            }
        }
        Map<PciAddress, List<Tie>> byLeader = new HashMap<>();
        ties.forEach(tie -> byLeader.computeIfAbsent(careful.leader(tie.from()), key -> new ArrayList<>()).add(tie));
        Set<PciAddress> lost = lost(topology);
        List<ComputedGroup> groups = new ArrayList<>();
        for (SortedSet<PciAddress> members : careful.sets()) {
            List<Tie> own = byLeader.getOrDefault(members.first(), List.of());
            SortedSet<PciAddress> unseen = new TreeSet<>();
            boolean whole = members.stream().allMatch(member -> sure.together(member, members.first()));
            if (!whole) {
                own.stream().filter(tie -> !tie.certain() && !sure.together(tie.from(), tie.to()))
                        .forEach(tie -> unseen(tie, unseen));
            }
            members.stream().filter(lost::contains).forEach(unseen::add);
            groups.add(new ComputedGroup(groups.size(), members, whole && unseen.isEmpty()
                    ? ComputedGroup.Source.COMPUTED : ComputedGroup.Source.UNKNOWN, own, unseen));
        }
        return new ComputedGroups(groups, ungrouped, judge, topology);
    }

    /** All groups by lowest address; every function that an IOMMU governs is in exactly one. */
    public List<ComputedGroup> groups() {
        return groups;
    }

    /** Functions that are in no group, each with one sentence why: no IOMMU governs them, or they are one. */
    public SortedMap<PciAddress, String> ungrouped() {
        return ungrouped;
    }

    /** The group of a function; empty for one without and for an address that the machine has not. */
    public Optional<ComputedGroup> of(PciAddress function) {
        return Optional.ofNullable(byMember.get(function));
    }

    /** What is known of a function's own isolation; empty for an address that the machine has not. */
    public Optional<AcsCheck> acs(PciAddress function) {
        return topology.function(function).map(judge::check);
    }

    private static SortedMap<PciAddress, String> ungoverned(Topology topology, GroupAssumptions assumptions) {
        SortedMap<PciAddress, String> ungoverned = new TreeMap<>();
        for (PciFunction function : topology.functions()) {
            PciAddress address = function.address();
            if (Integer.compareUnsigned(address.domain(), TieFinder.FIRST_VMD_DOMAIN) >= 0) {
                continue;
            }
            if (function.classCode() >> 8 == IOMMU) {
                ungoverned.put(address, address + " is an IOMMU itself");
            } else if (assumptions.units().isPresent() && assumptions.units().get().governing(
                    address) instanceof RemappingUnits.Governance.None none) {
                ungoverned.put(address, none.why());
            }
        }
        return ungoverned;
    }

    private static void unseen(Tie tie, Set<PciAddress> into) {
        switch (tie) {
            case Tie.MissingAcs acs -> into.add(acs.port().function());
            case Tie.ConventionalBridge bridge -> into.add(bridge.to());
            case Tie.MultifunctionSlot slot -> {
                for (AcsCheck check : List.of(slot.one(), slot.other())) {
                    if (check.state() == AcsCheck.State.UNKNOWN) {
                        into.add(check.function());
                    }
                }
            }
            case Tie.VolumeManagement vmd -> into.add(vmd.from());
            case Tie.DmaAlias alias -> into.add(alias.from());
            case Tie.Unexplained nothing -> into.add(nothing.from());
        }
    }

    /** Functions that may sit behind a bridge which does not show its bus numbers. */
    private static Set<PciAddress> lost(Topology topology) {
        Set<PciAddress> lost = new HashSet<>();
        List<PciAddress> mute = topology.functions().stream()
                .filter(function -> function.classCode() >> 8 == PCI_BRIDGE
                        && function.busNumbers().isEmpty() && topology.children(function.address()).isEmpty())
                .map(PciFunction::address).toList();
        for (PciFunction function : topology.functions()) {
            PciAddress address = function.address();
            if (address.bus() != 0 && topology.parent(address).isEmpty()
                    && mute.stream().anyMatch(bridge -> bridge.domain() == address.domain()
                            && bridge.bus() < address.bus())) {
                lost.add(address);
            }
        }
        return lost;
    }
}
