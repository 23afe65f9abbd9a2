package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.pci.PciAddress;
import org.underpass.pci.Topology;

/**
 * The kernel's groups with a reason for each pair, and where they differ from what configuration space says.
 *
 * @param groups the kernel's groups by number
 * @param differences where the kernel and our computation disagree; the kernel's word stands
 * @param override {@code pcie_acs_override} as the command line has it; a machine with one must not be trusted to
 *     isolate
 * @param computed what we computed, without any override
 */
public record GroupExplanation(List<ExplainedGroup> groups, List<Difference> differences,
        Optional<AcsOverride> override, ComputedGroups computed) {
    public GroupExplanation {
        groups = List.copyOf(groups);
        differences = List.copyOf(differences);
    }

    /**
     * One of the kernel's groups.
     *
     * @param id the kernel's number
     * @param reasons one for each pair of members that the machine shows
     */
    public record ExplainedGroup(int id, SortedSet<PciAddress> members, List<ComputedGroup.Reason> reasons) {
        public ExplainedGroup {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
            reasons = List.copyOf(reasons);
        }
    }

    /** Why the kernel may keep apart what we would tie. */
    public enum Cause {
        /** The kernel was told to pretend, by {@code pcie_acs_override} on its command line. */
        OVERRIDE,
        /** The command line is not known, and {@code pcie_acs_override} would have this effect. */
        OVERRIDE_SUSPECTED,
        /** The dump does not show enough: the tie was only possible. */
        NOT_SHOWN,
        /** Nothing we know of; the kernel may have a newer list of exceptions. */
        UNEXPLAINED
    }

    /** A disagreement. */
    public sealed interface Difference {

        /** One sentence for people. */
        String sentence();

        /** A tie that we see between functions which the kernel has in different groups. */
        record ApartInKernel(int firstGroup, int secondGroup, Tie tie, Cause cause) implements Difference {
            @Override
            public String sentence() {
                String because = switch (cause) {
                    case OVERRIDE -> "pcie_acs_override makes it pretend isolation that the hardware does not give";
                    case OVERRIDE_SUSPECTED ->
                            "pcie_acs_override would have this effect; the command line is not known";
                    case NOT_SHOWN -> "it knows more than the dump shows";
                    case UNEXPLAINED -> "nothing that the dump shows says why";
                };
                return "the kernel has " + tie.from() + " in group " + firstGroup + " and " + tie.to() + " in group "
                        + secondGroup + " although " + tie.sentence() + "; " + because;
            }
        }

        /** A group of the kernel's in which we see several. */
        record TogetherInKernel(int group, List<SortedSet<PciAddress>> parts) implements Difference {
            public TogetherInKernel {
                parts = List.copyOf(parts);
            }

            @Override
            public String sentence() {
                return "the kernel's group " + group + " holds " + parts
                        + ", between which the dump shows no tie";
            }
        }
    }

    /**
     * @param kernelGroups members by the kernel's group number
     * @param assumptions the same as for computing; its override is ignored, the command line counts
     * @param commandLine the kernel's command line ({@code /proc/cmdline}), empty when not known
     */
    public static GroupExplanation explain(Map<Integer, ? extends Collection<PciAddress>> kernelGroups,
            Topology topology, GroupAssumptions assumptions, Optional<String> commandLine) {
        ComputedGroups plain = ComputedGroups.compute(topology, assumptions.withOverride(AcsOverride.NONE));
        Optional<AcsOverride> override = commandLine.flatMap(AcsOverride::parse).filter(AcsOverride::isActive);
        Map<PciAddress, Integer> groupOf = new HashMap<>();
        kernelGroups.forEach((id, members) -> members.forEach(member -> groupOf.put(member, id)));

        Map<List<PciAddress>, ComputedGroup.Reason> reasons = new HashMap<>();
        plain.groups().forEach(group -> group.reasons()
                .forEach(reason -> reasons.put(List.of(reason.one(), reason.other()), reason)));

        List<ExplainedGroup> explained = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (Map.Entry<Integer, ? extends Collection<PciAddress>> entry : new TreeMap<>(kernelGroups).entrySet()) {
            SortedSet<PciAddress> members = new TreeSet<>(entry.getValue());
            explained.add(new ExplainedGroup(entry.getKey(), members, pairs(members, topology, reasons)));
            List<SortedSet<PciAddress>> parts = parts(members, plain);
            if (parts.size() > 1) {
                differences.add(new Difference.TogetherInKernel(entry.getKey(), parts));
            }
        }
        ComputedGroups pretended = ComputedGroups.compute(topology,
                assumptions.withOverride(override.orElse(AcsOverride.WIDEST)));
        for (ComputedGroup group : plain.groups()) {
            for (Tie tie : group.ties()) {
                Integer first = groupOf.get(tie.from());
                Integer second = groupOf.get(tie.to());
                if (first != null && second != null && !first.equals(second)) {
                    differences.add(new Difference.ApartInKernel(first, second, tie,
                            cause(tie, pretended, override, commandLine)));
                }
            }
        }
        return new GroupExplanation(explained, differences, override, plain);
    }

    /** The group of the kernel's with this number. */
    public Optional<ExplainedGroup> group(int id) {
        return groups.stream().filter(group -> group.id() == id).findFirst();
    }

    private static List<ComputedGroup.Reason> pairs(SortedSet<PciAddress> members, Topology topology,
            Map<List<PciAddress>, ComputedGroup.Reason> known) {
        List<ComputedGroup.Reason> reasons = new ArrayList<>();
        for (PciAddress one : members) {
            for (PciAddress other : members.tailSet(one)) {
                if (one.equals(other) || topology.function(one).isEmpty() || topology.function(other).isEmpty()) {
                    continue;
                }
                ComputedGroup.Reason reason = known.get(List.of(one, other));
                reasons.add(reason != null ? reason
                        : new ComputedGroup.Reason(one, other, List.of(new Tie.Unexplained(one, other))));
            }
        }
        return reasons;
    }

    private static List<SortedSet<PciAddress>> parts(SortedSet<PciAddress> members, ComputedGroups computed) {
        Map<Integer, SortedSet<PciAddress>> parts = new TreeMap<>();
        members.forEach(member -> computed.of(member).ifPresent(
                group -> parts.computeIfAbsent(group.index(), key -> new TreeSet<>()).add(member)));
        return List.copyOf(parts.values());
    }

    private static Cause cause(Tie tie, ComputedGroups pretended, Optional<AcsOverride> override,
            Optional<String> commandLine) {
        boolean gone = pretended.of(tie.from()).stream().flatMap(group -> group.ties().stream())
                .noneMatch(other -> other.joins(tie.from(), tie.to()));
        if (gone && override.isPresent()) {
            return Cause.OVERRIDE;
        }
        if (!tie.certain()) {
            return Cause.NOT_SHOWN;
        }
        return gone && commandLine.isEmpty() ? Cause.OVERRIDE_SUSPECTED : Cause.UNEXPLAINED;
    }
}
