package org.underpass.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.Viability;
import org.underpass.host.Host;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.iommu.group.ComputedGroup;
import org.underpass.iommu.group.GroupExplanation;
import org.underpass.iommu.group.SplitAdvice;
import org.underpass.iommu.group.Tie;
import org.underpass.pci.PciAddress;

/** {@code iommu groups}: which functions can only be given away together, and why. */
final class IommuGroups {
    private IommuGroups() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host host = invocation.host();
        List<Group> groups = asked(host, invocation.operands());
        boolean refused = !invocation.operands().isEmpty()
                && groups.stream().anyMatch(g -> !Viability.of(host, g).obstacles().isEmpty());
        return new Answer(refused ? Status.NO : Status.YES, () -> json(host, groups), text -> text(host, groups, text));
    }

    private static List<Group> asked(Host host, List<String> words) throws CommandException {
        if (words.isEmpty()) {
            return host.groups().all();
        }
        List<Group> found = new ArrayList<>();
        for (String word : words) {
            Optional<Group> group = host.groups().all().stream().filter(g -> g.id().equals(word)).findFirst();
            if (group.isEmpty() && PciAddress.tryParse(word).isPresent()) {
                PciAddress address = Functions.find(host, word).address();
                group = Optional.of(host.groups().of(address).orElseThrow(() -> new CommandException(Status.NO,
                        address + " is in no IOMMU group that " + host.name() + " shows")));
            }
            found.add(group.orElseThrow(() -> new CommandException(Status.INPUT, host.name() + " has no IOMMU group "
                    + word + "; 'underpass iommu groups' lists those it has")));
        }
        return found.stream().distinct().toList();
    }

    private static Json json(Host host, List<Group> groups) {
        return Json.answer()
                .put("name", host.name())
                .put("source", host.groups().source().word())
                .list("groups", groups, g -> group(host, g))
                .strings("differences", differences(host));
    }

    private static Json group(Host host, Group group) {
        Viability viability = Viability.of(host, group);
        Json json = Json.object()
                .put("id", group.id())
                .strings("functions", group.functions())
                .put("source", group.source().word())
                .put("type", group.type())
                .put("viable", viability.viable());
        json.strings("obstacles", viability.obstacles());
        group.reserved().value().ifPresent(all -> json.list("reservedRegions", all, r -> Json.object()
                .put("start", Words.hex(r.start())).put("end", Words.hex(r.end())).put("type", r.type())));
        return json.list("reasons", host.groups().reasons(group), IommuGroups::reason)
                .strings("splits", splits(host, group));
    }

    private static Json reason(ComputedGroup.Reason reason) {
        return Json.object()
                .put("a", reason.one().toString())
                .put("b", reason.other().toString())
                .put("reason", reason.sentence())
                .list("ties", reason.ties(), IommuGroups::tie);
    }

    private static Json tie(Tie tie) {
        Json json = Json.object()
                .put("kind", tie.kind())
                .put("certain", tie.certain())
                .put("port", tie.culprit().map(PciAddress::toString));
        if (tie instanceof Tie.MissingAcs acs) {
            json.strings("missing", acs.missingCapability().stream().map(s -> s.title()).toList())
                    .strings("notEnabled", acs.notEnabled().stream().map(s -> s.title()).toList());
        }
        return json.put("sentence", tie.sentence());
    }

    /** For the graphics cards in the group, which are what people want out of it. */
    private static List<String> splits(Host host, Group group) {
        Set<String> advice = new LinkedHashSet<>();
        for (PciAddress address : group.functions()) {
            if (host.function(address).filter(f -> f.pci().isDisplay()).isPresent()) {
                SplitAdvice.forDevice(host.groups().computed(), host.topology(), address)
                        .forEach(a -> advice.add(a.sentence()));
            }
        }
        return List.copyOf(advice);
    }

    private static List<String> differences(Host host) {
        return host.groups().differences().stream().map(GroupExplanation.Difference::sentence).toList();
    }

    private static String count(Host host, List<Group> groups) {
        int all = host.groups().all().size();
        return (groups.size() == all ? "" : groups.size() + " of ") + all + " IOMMU groups";
    }

    private static void text(Host host, List<Group> groups, Text text) {
        text.line(switch (host.groups().source()) {
            case KERNEL -> host.name() + ": " + count(host, groups) + ", as the kernel has them";
            case COMPUTED -> host.name() + ": " + count(host, groups)
                    + ", computed from configuration space: the source does not show the kernel's";
            case UNKNOWN -> host.name()
                    + ": the source shows neither the kernel's IOMMU groups nor enough to compute them";
        });
        for (Group group : groups) {
            text.blank().line(text.tone(Text.Tone.STRONG, "group " + group.id())
                    + (group.source() == HostGroups.Source.UNKNOWN ? " (perhaps: the dump ends too early)" : "")
                    + group.type().value().map(t -> "  " + t).orElse(""));
            List<List<String>> rows = new ArrayList<>();
            for (PciAddress address : group.functions()) {
                rows.add(List.of("  " + address, host.function(address).map(f -> HostShow.word(f.driver()))
                        .orElse("?"), host.function(address).map(host::nameOf).orElse("not shown")));
            }
            text.table(rows);
            host.groups().reasons(group).stream().flatMap(r -> r.ties().stream()).map(Tie::sentence).distinct()
                    .forEach(t -> text.line("  tied: " + t));
            Viability.of(host, group).obstacles().forEach(o -> text.line("  not viable: " + o));
            splits(host, group).forEach(s -> text.line("  would split it: " + s));
        }
        differences(host).forEach(d -> text.blank().line(text.tone(Text.Tone.WARN, "differs") + ": " + d));
    }
}
