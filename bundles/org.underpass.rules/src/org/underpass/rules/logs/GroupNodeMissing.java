package org.underpass.rules.logs;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** H12: the group has no node, since no device of it is on a VFIO driver. */
public final class GroupNodeMissing implements LogRule {
    private static final RuleInfo INFO = RuleText.of("H12", Severity.ERROR, Basis.SOURCE, Scope.LOG)
            .title("no device of the group is on a VFIO driver")
            .why("The node of a group appears when the first of its devices is bound to vfio-pci; before that there is "
                    + "nothing to open.")
            .cure("Bind the device to vfio-pci before the guest starts, or let libvirt do it (managed='yes').")
            .symptoms("failed to open /dev/vfio/…: No such file or directory",
                    "error opening /dev/vfio/…: No such file or directory",
                    "Unable to stat VFIO device file /dev/vfio/")
            .references("QEMU hw/vfio/container-legacy.c, vfio_group_get", "Linux drivers/vfio/group.c")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        // Before a start, the rules of groups B and C say what drives each device.
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        Optional<Group> group = match.groups().isEmpty() || !context.hasHost() ? Optional.empty()
                : context.host().groups().all().stream().filter(g -> g.id().equals(match.groups().get(0))).findFirst();
        if (group.isEmpty()) {
            return false;
        }
        Host host = context.host();
        List<HostFunction> members = group.get().functions().stream().flatMap(a -> host.function(a).stream())
                .filter(f -> !f.pci().isBridge()).toList();
        boolean bound = members.stream().anyMatch(
                f -> f.driver().value().filter(Given::isHarmlessDriver).isPresent());
        Finding.Builder finding = Finding.of(INFO, "group " + group.get().id())
                .message(bound ? "group " + group.get().id() + " had no node; now a device of it is on a VFIO driver"
                        : "group " + group.get().id() + " has no node, as none of its devices is on a VFIO driver");
        for (HostFunction member : members) {
            finding.evidence(Evidence.of(member.driver().value().map(d -> member.address() + " is on driver " + d)
                    .orElse(member.address() + (member.driver().isAbsent() ? " has no driver"
                            : ": its driver is not shown")), member.driver()));
            if (member.driver().value().filter(Given::isHarmlessDriver).isEmpty()) {
                finding.fix(new Fix.HostChange("bind " + member.address() + " to vfio-pci",
                        Fix.HostChange.Kind.DRIVER_OVERRIDE, member.address().toString(), "vfio-pci"));
            }
        }
        findings.accept(finding.evidence(match.evidence()).build());
        return true;
    }
}
