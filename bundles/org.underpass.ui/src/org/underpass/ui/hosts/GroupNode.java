package org.underpass.ui.hosts;

import java.util.List;
import java.util.Optional;
import org.underpass.engine.Viability;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.iommu.group.ComputedGroup;
import org.underpass.iommu.group.SplitAdvice;
import org.underpass.iommu.group.Tie;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Subject;

/** An IOMMU group or a bus with its functions, as views show it. */
public final class GroupNode implements Subject {
    private final Machine machine;
    private final String title;
    private final Optional<Group> group;
    private final List<FunctionNode> members;

    private GroupNode(Machine machine, String title, Optional<Group> group, List<FunctionNode> members) {
        this.machine = machine;
        this.title = title;
        this.group = group;
        this.members = List.copyOf(members);
    }

    static GroupNode of(Machine machine, Group group, List<FunctionNode> members) {
        return new GroupNode(machine, "Group " + group.id(), Optional.of(group), members);
    }

    static GroupNode none(Machine machine, List<FunctionNode> members) {
        return new GroupNode(machine, "In no group", Optional.empty(), members);
    }

    static GroupNode bus(Machine machine, String bus, List<FunctionNode> members) {
        return new GroupNode(machine, "Bus " + bus, Optional.empty(), members);
    }

    public String title() {
        return title;
    }

    /** The group; empty for a bus and for functions in no group. */
    public Optional<Group> group() {
        return group;
    }

    public List<FunctionNode> members() {
        return members;
    }

    /** Whether it can be told which functions share it. */
    boolean uncertain() {
        return group.filter(g -> g.source() == HostGroups.Source.UNKNOWN).isPresent();
    }

    /** The functions in a few words. */
    String summary() {
        int count = members.size();
        return (count == 1 ? members.getFirst().shortName() : count + " functions") + (uncertain() ? ", perhaps" : "");
    }

    @Override
    public Optional<String> hostSpec() {
        return Optional.of(machine.spec());
    }

    @Override
    public Description description() {
        var out = Description.of(title, summary());
        group.ifPresent(g -> describe(out, machine.host(), g));
        out.section("Functions");
        members.forEach(m -> out.line(m.function().address() + "  " + m.name(), m.driver()));
        return out.build();
    }

    private void describe(Description.Builder out, Host host, Group g) {
        out.section("Source");
        out.line(switch (g.source()) {
            case KERNEL -> "as the kernel has it";
            case COMPUTED -> "computed from configuration space: the source does not show the kernel's";
            case UNKNOWN -> "not certain: the source ends before the access control capabilities";
        }, g.place().toString());
        if (g.type() instanceof Fact.Known<String> type) {
            out.line("default domain: " + type.it(), type.source().toString());
        }
        Viability viability = Viability.of(host, g);
        out.section("Could be handed to VFIO now: " + viability.viable().map(v -> v ? "yes" : "no").orElse("unknown"));
        viability.obstacles().forEach(o -> out.line(o, "", Tone.WARN));
        List<ComputedGroup.Reason> reasons = host.groups().reasons(g);
        out.section("Why they cannot be kept apart");
        reasons.stream().flatMap(r -> r.ties().stream()).map(Tie::sentence).distinct().forEach(out::line);
        out.section("What would split it");
        members.stream().filter(FunctionNode::isCard).flatMap(m -> SplitAdvice.forDevice(host.groups().computed(),
                host.topology(), m.function().address()).stream()).map(a -> a.sentence()).distinct()
                .forEach(out::line);
        out.section("Reserved address ranges");
        g.reserved().value().ifPresent(all -> all.forEach(r -> out.line("0x" + Long.toHexString(r.start()) + " to 0x"
                + Long.toHexString(r.end()) + "  " + r.type(), r.source().toString())));
    }
}
