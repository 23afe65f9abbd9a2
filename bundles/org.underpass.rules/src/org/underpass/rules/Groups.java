package org.underpass.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.host.Host;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.iommu.group.ComputedGroup;
import org.underpass.iommu.group.SplitAdvice;
import org.underpass.iommu.group.Tie;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Assignment;
import org.underpass.spi.Evidence;
import org.underpass.spi.Fix;

/** The IOMMU groups that an assignment touches. */
public final class Groups {
    private Groups() {
    }

    /** The id of a function's group, where it is known. */
    public static Optional<String> id(Host host, PciAddress address) {
        return host.groups().of(address).map(Group::id);
    }

    /** The ids of the groups of several functions. */
    public static Set<String> of(Host host, Collection<PciAddress> addresses) {
        Set<String> all = new TreeSet<>();
        addresses.forEach(address -> id(host, address).ifPresent(all::add));
        return all;
    }

    /** The groups that the guest's functions are in, each with those functions; without groups that are not sure. */
    public static Map<String, Touched> touched(Host host, Assignment assignment) {
        Map<String, Touched> all = new TreeMap<>();
        for (PciAddress address : assignment.addresses()) {
            Optional<Group> group = host.groups().of(address).filter(g -> g.source() != HostGroups.Source.UNKNOWN);
            group.ifPresent(g -> all.computeIfAbsent(g.id(), id -> new Touched(g, new TreeSet<>())).ours()
                    .add(address));
        }
        return all;
    }

    /**
     * A group and what of it the guest gets.
     *
     * @param ours never empty
     */
    public record Touched(Group group, TreeSet<PciAddress> ours) {
        /** The other members, sorted. */
        public List<PciAddress> others() {
            return group.functions().stream().filter(f -> !ours.contains(f)).toList();
        }

        /** {@code group 12}, as a subject. */
        public String subject() {
            return "group " + group.id();
        }

        /** Where the group is shown. */
        public Evidence evidence() {
            return Evidence.of("group " + group.id() + " holds "
                    + String.join(", ", group.functions().stream().map(PciAddress::toString).toList()), group.place());
        }

        /**
         * Why some members cannot be kept apart from the guest's: one sentence for each port, bridge or device that
         * ties them; what is certain first, else what is only possible.
         */
        public List<Evidence> ties(Host host, Collection<PciAddress> strangers) {
            List<Tie> ties = new ArrayList<>();
            for (ComputedGroup.Reason reason : host.groups().reasons(group)) {
                boolean across = ours.contains(reason.one()) && strangers.contains(reason.other())
                        || ours.contains(reason.other()) && strangers.contains(reason.one());
                if (across) {
                    ties.addAll(reason.ties());
                }
            }
            boolean certain = ties.stream().anyMatch(Tie::certain);
            Map<String, String> sentences = new TreeMap<>();
            ties.stream().filter(tie -> tie.certain() || !certain).forEach(tie -> sentences.putIfAbsent(
                    tie.culprit().map(c -> tie.kind() + c).orElse(tie.sentence()), tie.sentence()));
            return sentences.values().stream().map(s -> new Evidence(s, "configuration space and group rules of Linux"))
                    .toList();
        }

        /** What would take the guest's device out of the group: firmware switches, and other slots where they exist. */
        public List<Fix> splits(Host host) {
            List<Fix> fixes = new ArrayList<>();
            for (SplitAdvice advice : SplitAdvice.forDevice(host.groups().computed(), host.topology(),
                    ours.first())) {
                String words = advice.sentence();
                String title = words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
                switch (advice) {
                    case SplitAdvice.SwitchOn on -> fixes.add(new Fix.Manual(title, Fix.Manual.Where.FIRMWARE));
                    case SplitAdvice.FirmwareSwitch on -> {
                        if (!Board.isMobile(host)) {
                            fixes.add(new Fix.Manual(title, Fix.Manual.Where.FIRMWARE));
                        }
                    }
                    case SplitAdvice.AnotherSlot slot -> {
                        if (!Board.isMobile(host)) {
                            fixes.add(new Fix.Manual(title, Fix.Manual.Where.HARDWARE));
                        }
                    }
                    case SplitAdvice.MoveNeighbours move -> { }
                    case SplitAdvice.ConventionalBus bus -> { }
                    case SplitAdvice.GiveTogether together -> { }
                }
            }
            if (fixes.stream().noneMatch(f -> f instanceof Fix.Manual m && m.where() == Fix.Manual.Where.HARDWARE)) {
                Board.otherSlot(host, ours.first(), "so that it has a group of its own").ifPresent(fixes::add);
            }
            return fixes;
        }
    }
}
