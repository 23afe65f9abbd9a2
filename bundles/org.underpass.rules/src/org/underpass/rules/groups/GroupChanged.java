package org.underpass.rules.groups;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B08: the group is not the one that the profile was written for. */
public final class GroupChanged implements Rule {
    private static final RuleInfo INFO = RuleText.of("B08", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the IOMMU group has changed")
            .why("A new kernel or firmware can merge groups, and a card that was alone now shares one with what the "
                    + "host needs.")
            .cure("Look at what came and went, then record the group anew in the profile.")
            .references("https://github.com/harvester/harvester/issues/10499",
                    "https://github.com/lxc/incus/issues/3422")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            List<String> recorded = device.entry().map(AssignedDevice::groupMates).orElse(List.of());
            if (recorded.isEmpty() || !device.resolved()) {
                continue;
            }
            HostFunction first = device.functions().get(0);
            Optional<Group> group = context.host().groups().of(first.address())
                    .filter(g -> g.source() != HostGroups.Source.UNKNOWN);
            group.flatMap(g -> finding(context, device, g, recorded)).ifPresent(findings::accept);
        }
    }

    private static Optional<Finding> finding(RuleContext context, ResolvedDevice device, Group group,
            List<String> recorded) {
        Set<PciAddress> own = new TreeSet<>();
        device.functions().forEach(f -> own.add(f.address()));
        List<HostFunction> mates = group.functions().stream().filter(a -> !own.contains(a))
                .flatMap(a -> context.host().function(a).stream()).toList();
        List<String> came = mates.stream().filter(m -> recorded.stream().noneMatch(r -> names(r, m)))
                .map(m -> m.address().toString()).toList();
        List<String> went = recorded.stream().filter(r -> mates.stream().noneMatch(m -> names(r, m)))
                .filter(r -> own.stream().noneMatch(a -> a.toString().equals(r))).toList();
        // Bridges come and go with slots and are no obstacle.
        boolean matters = !went.isEmpty() || mates.stream().anyMatch(m -> !m.pci().isBridge()
                && came.contains(m.address().toString()));
        if (!matters) {
            return Optional.empty();
        }
        Finding.Builder finding = Finding.of(INFO, device.path())
                .message("the group of " + device.name() + " has changed"
                        + (came.isEmpty() ? "" : "; new in it: " + String.join(", ", came))
                        + (went.isEmpty() ? "" : "; no longer in it: " + String.join(", ", went)))
                .at(Given.place(context, device, "groupMates"))
                .evidence(Evidence.of("group " + group.id() + " holds " + String.join(", ",
                        group.functions().stream().map(PciAddress::toString).toList()), group.place()))
                .evidence(new Evidence("the profile recorded " + String.join(", ", recorded), device.path()
                        + ".groupMates"));
        List<String> now = mates.stream().map(m -> m.address().toString()).toList();
        ProfileEdit edit = now.isEmpty() ? new ProfileEdit.Remove(device.path() + ".groupMates")
                : new ProfileEdit.Set(device.path() + ".groupMates", now);
        return Optional.of(finding.fix(new Fix.EditProfile("record the group as it is now", edit)).build());
    }

    /** A record is an address, or vendor and device. */
    private static boolean names(String record, HostFunction mate) {
        return PciAddress.tryParse(record).map(mate.address()::equals).orElseGet(() -> record.equalsIgnoreCase(
                String.format("%04x:%04x", mate.pci().vendor(), mate.pci().device())));
    }
}
