package org.underpass.engine.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.underpass.engine.AssignmentResolver;
import org.underpass.engine.Card;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.Validation;
import org.underpass.engine.Validation.Inquiry;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Assignment;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleInfo;

/**
 * Joins a line of a log with this machine: the functions and groups that the line names become an assignment, the rule
 * whose symptom it is looks at it as it would before a start, and what it finds is the cause. Every part of the product
 * that begins with an error text asks here. Not thread-safe.
 */
public final class CauseJoin {
    private static final int MOST_CAUSES = 3;

    private final Validation validation;
    private final Optional<Host> host;
    private final Optional<ProfileResult> profile;
    private final Map<Assignment, Inquiry> inquiries = new LinkedHashMap<>();

    /** @param profile what the guest was to have, where it is known */
    public CauseJoin(Plugins plugins, Optional<Host> host, Optional<ProfileResult> profile) {
        this.validation = new Validation(plugins);
        this.host = host;
        this.profile = profile;
    }

    /**
     * What a line means.
     *
     * @param findings  each with the line as location and first evidence
     * @param confirmed whether the machine, or the line itself, shows the cause
     */
    public record Joined(List<Finding> findings, boolean confirmed) {
    }

    /** What a symptom of a rule means on this machine; without machine or cause, what the rule says of itself. */
    public Joined join(Contribution<Rule> rule, LogMatch match) {
        Inquiry inquiry = inquiries.computeIfAbsent(assignment(match),
                assignment -> validation.inquire(host, profile, assignment));
        if (rule.part() instanceof LogRule own) {
            List<Finding> said = new ArrayList<>();
            if (own.explain(match, inquiry.context(), said::add)) {
                return new Joined(said.stream().map(f -> placed(f, match)).toList(), true);
            }
            if (!said.isEmpty()) {
                return new Joined(said.stream().map(f -> placed(f, match)).toList(), true);
            }
        }
        List<Finding> causes = about(inquiry.ask(rule), match);
        return causes.isEmpty() ? new Joined(List.of(general(rule.part().info(), match)), false)
                : new Joined(causes.stream().map(f -> placed(f, match)).toList(), true);
    }

    /** Rules that threw meanwhile. */
    public List<PluginFailure> failures() {
        return inquiries.values().stream().flatMap(i -> i.failures().stream()).distinct().toList();
    }

    /** Findings on what the line names come first; where there are such, the others are another story. */
    private static List<Finding> about(List<Finding> found, LogMatch match) {
        List<String> named = new ArrayList<>(match.addresses().stream().map(PciAddress::toString).toList());
        match.groups().forEach(group -> named.add("group " + group));
        List<Finding> direct = found.stream().filter(f -> named.contains(f.subject())).toList();
        return (direct.isEmpty() ? found : direct).stream().limit(MOST_CAUSES).toList();
    }

    private Finding placed(Finding cause, LogMatch match) {
        List<Evidence> evidence = new ArrayList<>(List.of(match.evidence()));
        host.filter(machine -> cause.subject().startsWith("group "))
                .flatMap(machine -> renumbered(machine, match)).ifPresent(evidence::add);
        cause.evidence().stream().filter(e -> !evidence.contains(e)).forEach(evidence::add);
        return new Finding(cause.rule(), cause.severity(), cause.subject(), cause.message(), cause.why(),
                Optional.of(match.location()), evidence, cause.fixes(), cause.references());
    }

    /** What can be said without a cause on this machine. */
    private Finding general(RuleInfo rule, LogMatch match) {
        String subject = match.subject();
        Finding.Builder finding = Finding.of(rule, subject)
                .message("the log says: " + rule.title() + (subject.equals("log") ? "" : " (" + subject + ")"))
                .at(Optional.of(match.location()))
                .evidence(match.evidence());
        host.ifPresent(machine -> onHost(machine, rule, match).ifPresent(finding::evidence));
        String cure = rule.cure().strip();
        return finding.fix(new Fix.Manual(cure.endsWith(".") ? cure.substring(0, cure.length() - 1) : cure,
                Fix.Manual.Where.HOST)).build();
    }

    /** Numbers of groups change from boot to boot; the function that the line names beside one decides. */
    private static Optional<Evidence> renumbered(Host machine, LogMatch match) {
        Optional<HostGroups.Group> group = match.groups().size() != 1 ? Optional.empty()
                : match.addresses().stream().flatMap(a -> machine.groups().of(a).stream()).findFirst()
                        .filter(g -> g.source() != HostGroups.Source.UNKNOWN);
        return group.filter(g -> !g.id().equals(match.groups().get(0))).map(g -> Evidence.of("the log's group "
                + match.groups().get(0) + " is group " + g.id() + " on " + machine.name() + " now, or the log is "
                + "another machine's", g.place()));
    }

    private static Optional<Evidence> onHost(Host machine, RuleInfo rule, LogMatch match) {
        List<PciAddress> strangers = match.addresses().stream().filter(a -> machine.function(a).isEmpty()).toList();
        if (!strangers.isEmpty() && !machine.functions().isEmpty()) {
            return Optional.of(new Evidence(machine.name() + " has no function " + strangers.get(0)
                    + ": it has moved, or the log is another machine's", "sys/bus/pci/devices"));
        }
        return rule.scope() == RuleInfo.Scope.LOG ? Optional.empty() : Optional.of(new Evidence("as far as "
                + machine.name() + " is shown now, nothing of it is to be seen there", machine.name()));
    }

    /** What the line says is given away: what it names, else what the profile gives. */
    private Assignment assignment(LogMatch match) {
        if (host.isEmpty()) {
            return new Assignment(List.of());
        }
        Host machine = host.get();
        Set<PciAddress> named = new TreeSet<>();
        match.addresses().stream().filter(a -> machine.function(a).isPresent()).forEach(named::add);
        if (named.isEmpty()) {
            match.groups().forEach(group -> inGroup(machine, group).forEach(named::add));
        }
        Optional<Assignment> wanted = profile.flatMap(ProfileResult::profile)
                .filter(VmProfile.class::isInstance).map(VmProfile.class::cast)
                .map(vm -> new AssignmentResolver(machine).resolve(vm));
        if (wanted.isPresent() && (named.isEmpty() || wanted.get().addresses().containsAll(named))) {
            return wanted.get();
        }
        List<ResolvedDevice> devices = new ArrayList<>();
        Set<PciAddress> done = new TreeSet<>();
        for (PciAddress address : named) {
            HostFunction function = machine.function(address).orElseThrow();
            List<HostFunction> slot = function.pci().isBridge() ? List.of(function) : Card.slot(function, machine);
            if (done.addAll(slot.stream().map(HostFunction::address).toList())) {
                devices.add(new ResolvedDevice(address.toString(), "", Optional.empty(), slot, false,
                        Optional.empty()));
            }
        }
        return new Assignment(devices);
    }

    /** Of a group, what was most likely given away: what a VFIO driver has, else a display, else any endpoint. */
    private static List<PciAddress> inGroup(Host machine, String id) {
        List<HostFunction> members = machine.groups().all().stream().filter(g -> g.id().equals(id))
                .filter(g -> g.source() != HostGroups.Source.UNKNOWN)
                .flatMap(g -> g.functions().stream()).flatMap(a -> machine.function(a).stream())
                .filter(f -> !f.pci().isBridge()).toList();
        List<HostFunction> given = members.stream()
                .filter(f -> f.driver().value().filter(d -> d.contains("vfio")).isPresent()).toList();
        if (given.isEmpty()) {
            given = members.stream().filter(f -> f.pci().isDisplay()).toList();
        }
        return (given.isEmpty() ? members.stream().limit(1).toList() : given).stream().map(HostFunction::address)
                .toList();
    }
}
