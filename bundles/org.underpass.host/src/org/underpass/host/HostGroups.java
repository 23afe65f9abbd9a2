package org.underpass.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.iommu.group.AcsOverride;
import org.underpass.iommu.group.ComputedGroup;
import org.underpass.iommu.group.ComputedGroups;
import org.underpass.iommu.group.GroupAssumptions;
import org.underpass.iommu.group.GroupExplanation;
import org.underpass.pci.PciAddress;
import org.underpass.pci.Topology;

/**
 * The host's IOMMU groups: the kernel's own where the source shows them, else computed from what it shows of access
 * control, aliases and quirks. Reasons, and where the kernel and our computation differ, are worked out when first
 * asked for: about a millisecond.
 */
public final class HostGroups {

    /** Whose word a group is. */
    public enum Source {
        /** The kernel's. */
        KERNEL,
        /** Computed from what the source shows of access control, aliases and quirks. */
        COMPUTED,
        /** Neither the kernel's word nor enough to compute it. */
        UNKNOWN;

        /** The word used in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A range of I/O virtual addresses that guests cannot use freely.
     *
     * @param type {@code direct}, {@code direct-relaxable}, {@code msi}, {@code reserved}
     */
    public record ReservedRegion(long start, long end, String type, Provenance source) {
    }

    /**
     * A group.
     *
     * @param id        the kernel's number; for a computed group, the lowest address in it
     * @param functions its PCI functions, by address
     * @param others    names of members that are no PCI functions
     * @param type      the default domain: {@code DMA}, {@code DMA-FQ}, {@code identity}, {@code blocked}
     * @param reserved  ranges that are reserved
     * @param place     where the group is shown
     */
    public record Group(String id, List<PciAddress> functions, List<String> others, Source source,
            Fact<String> type, Fact<List<ReservedRegion>> reserved, Provenance place) {
        public Group {
            functions = List.copyOf(functions);
            others = List.copyOf(others);
        }
    }

    private final Source source;
    private final List<Group> groups;
    private final Map<PciAddress, Group> byFunction = new HashMap<>();
    private final Lazy<Map<String, List<ComputedGroup.Reason>>> reasons;
    private final Lazy<ComputedGroups> computed;
    private final Lazy<List<GroupExplanation.Difference>> differences;

    private HostGroups(Source source, List<Group> groups, Lazy<ComputedGroups> computed,
            Lazy<Optional<GroupExplanation>> explanation) {
        this.source = source;
        this.groups = List.copyOf(groups);
        this.computed = computed;
        this.differences = new Lazy<>(() -> explanation.get().map(GroupExplanation::differences).orElse(List.of()));
        this.reasons = new Lazy<>(() -> {
            Map<String, List<ComputedGroup.Reason>> found = new HashMap<>();
            explanation.get().ifPresentOrElse(
                    kernel -> kernel.groups().forEach(
                            group -> found.put(Integer.toString(group.id()), group.reasons())),
                    () -> computed.get().groups().forEach(
                            group -> found.put(group.members().first().toString(), group.reasons())));
            return found;
        });
        groups.forEach(group -> group.functions.forEach(function -> byFunction.put(function, group)));
    }

    /** Groups as the source shows them or as they follow from it. */
    static HostGroups of(Reader reader, Collection<HostFunction> functions, Supplier<Topology> topology,
            HostIommu iommu) {
        List<Group> shown = kernel(reader, functions);
        if (!shown.isEmpty()) {
            Lazy<Optional<GroupExplanation>> explanation = new Lazy<>(() -> {
                Map<Integer, List<PciAddress>> members = new HashMap<>();
                shown.forEach(group -> Reader.parseNumber(group.id)
                        .ifPresent(id -> members.put(id.intValue(), group.functions)));
                return Optional.of(GroupExplanation.explain(members, topology.get(),
                        assumptions(iommu, topology.get()), reader.line("proc/cmdline").value()));
            });
            return new HostGroups(Source.KERNEL, shown, new Lazy<>(() -> explanation.get().get().computed()),
                    explanation);
        }
        Lazy<ComputedGroups> computed = new Lazy<>(() -> ComputedGroups.compute(topology.get(),
                assumptions(iommu, topology.get()).withOverride(reader.line("proc/cmdline").value()
                        .flatMap(AcsOverride::parse).orElse(AcsOverride.NONE))));
        List<Group> groups = new ArrayList<>();
        for (ComputedGroup group : computed.get().groups()) {
            String place = PciFiles.DEVICES + "/" + group.members().first();
            groups.add(new Group(group.members().first().toString(), List.copyOf(group.members()), List.of(),
                    group.source() == ComputedGroup.Source.COMPUTED
                            && group.members().stream().noneMatch(m -> hangsInTheAir(m, topology.get()))
                            ? Source.COMPUTED : Source.UNKNOWN,
                    Fact.unknown("only the kernel knows it", place), Fact.unknown("only the kernel knows it", place),
                    Provenance.of(place)));
        }
        boolean sure = !groups.isEmpty() && groups.stream().allMatch(group -> group.source == Source.COMPUTED);
        return new HostGroups(sure ? Source.COMPUTED : Source.UNKNOWN, groups, computed,
                new Lazy<>(Optional::empty));
    }

    /** Whether a function must have a bridge above it that the source does not show: what ties it is not known then. */
    private static boolean hangsInTheAir(PciAddress address, Topology topology) {
        return topology.parent(address).isEmpty() && !topology.isShownAsRootBus(address);
    }

    /** The kernel switches access control on when it starts with an IOMMU: without one, the registers show it off. */
    private static GroupAssumptions assumptions(HostIommu iommu, Topology topology) {
        GroupAssumptions found = GroupAssumptions.asShown();
        if (iommu.units().value().filter(List::isEmpty).isPresent()) {
            found = found.withControl(GroupAssumptions.Control.AS_KERNEL_WOULD_SET);
        }
        Fact<Boolean> ivrs = iommu.hasTable("IVRS");
        found = ivrs.isKnown() ? found.withIvrs(ivrs.orElse(false)) : found;
        for (Fact.Known<AcpiTable> table : iommu.remappingTables()) {
            found = found.withUnits(RemappingUnits.of(RemappingTable.decode(table.it()), topology));
        }
        return found;
    }

    /**
     * Whose word the groups are: the kernel's; computed, where that is sure for all; else unknown. A single group may
     * be computed where others are unknown: see {@link Group#source}.
     */
    public Source source() {
        return source;
    }

    /** All groups; by number where the kernel numbers them, else by lowest address. */
    public List<Group> all() {
        return groups;
    }

    /** The group of a function; empty where it is in none. */
    public Optional<Group> of(PciAddress function) {
        return Optional.ofNullable(byFunction.get(function));
    }

    /** Why the members of a group cannot be kept apart, for each pair. */
    public List<ComputedGroup.Reason> reasons(Group group) {
        return reasons.get().getOrDefault(group.id, List.of());
    }

    /** Where the kernel's groups differ from what configuration space says; empty for computed groups. */
    public List<GroupExplanation.Difference> differences() {
        return differences.get();
    }

    /** The groups as computed from configuration space, whatever the kernel says. */
    public ComputedGroups computed() {
        return computed.get();
    }

    /** The kernel's groups; empty where the source shows none. */
    private static List<Group> kernel(Reader reader, Iterable<HostFunction> functions) {
        Map<String, List<PciAddress>> members = new HashMap<>();
        for (HostFunction function : functions) {
            function.group().value().ifPresent(id ->
                    members.computeIfAbsent(id, key -> new ArrayList<>()).add(function.address()));
        }
        List<Group> found = new ArrayList<>();
        members.forEach((id, addresses) -> {
            String path = PciFiles.GROUPS + "/" + id;
            List<String> others = new ArrayList<>();
            for (String name : reader.tree().list(path + "/devices").orElse(List.of())) {
                Optional<PciAddress> address = PciAddress.tryParse(name);
                if (address.isEmpty()) {
                    others.add(name);
                } else if (!addresses.contains(address.get())) {
                    addresses.add(address.get());
                }
            }
            addresses.sort(null);
            found.add(new Group(id, addresses, others, Source.KERNEL, reader.filledLine(path + "/type"),
                    reserved(reader, path + "/reserved_regions"), Provenance.of(path)));
        });
        found.sort((a, b) -> a.id.length() != b.id.length() ? Integer.compare(a.id.length(), b.id.length())
                : a.id.compareTo(b.id));
        return found;
    }

    private static Fact<List<ReservedRegion>> reserved(Reader reader, String path) {
        return reader.lines(path).map(lines -> {
            List<ReservedRegion> found = new ArrayList<>();
            for (Reader.Line line : lines) {
                List<String> words = Reader.words(line.text());
                if (words.size() == 3) {
                    Optional<Long> start = Reader.parseHex(words.get(0));
                    Optional<Long> end = Reader.parseHex(words.get(1));
                    if (start.isPresent() && end.isPresent()) {
                        found.add(new ReservedRegion(start.get(), end.get(), words.get(2),
                                Provenance.line(path, line.number())));
                    }
                }
            }
            return List.copyOf(found);
        });
    }
}
