package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciClass;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
import org.underpass.rules.Groups;
import org.underpass.rules.Groups.Touched;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B01: an endpoint of the group stays on a driver of the host. */
public final class GroupNotViable implements Rule {
    private static final RuleInfo INFO = RuleText.of("B01", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the IOMMU group is not viable")
            .why("The IOMMU isolates whole groups, so VFIO opens one only when no member is left to a driver of the "
                    + "host.")
            .cure("Give the other members away as well, take them from their drivers, or move the card to a slot with "
                    + "a group of its own. Bridges may stay as they are.")
            .symptoms("is not viable",
                    "Please ensure all devices within the iommu_group are bound to their vfio bus driver")
            .references("QEMU hw/vfio/container-legacy.c, vfio_group_get",
                    "https://github.com/kubevirt/kubevirt/issues/6718",
                    "https://github.com/64kramsystem/vga-passthrough/issues/15",
                    "https://github.com/foxlet/vmra1n/issues/4")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        for (Touched touched : Groups.touched(host, context.assignment()).values()) {
            List<HostFunction> members = touched.others().stream().flatMap(a -> host.function(a).stream())
                    .filter(member -> !member.pci().isBridge() && !PciClass.isHostBridge(member.pci().classCode()))
                    .toList();
            List<HostFunction> held = members.stream().filter(GroupNotViable::isHeld).toList();
            List<HostFunction> unsure = members.stream().filter(m -> m.driver().isUnknown()).toList();
            if (!held.isEmpty()) {
                findings.accept(finding(context, touched, held));
            } else if (!unsure.isEmpty()) {
                findings.accept(unsure(context, touched, unsure));
            }
        }
    }

    /** Bridges are no obstacle whatever drives them, so they have been left out before. */
    private static boolean isHeld(HostFunction member) {
        return member.driver().value()
                .filter(driver -> !driver.equals("pcieport") && !Given.isHarmlessDriver(driver)).isPresent();
    }

    private static Finding finding(RuleContext context, Touched touched, List<HostFunction> held) {
        Finding.Builder finding = Finding.of(INFO, touched.subject())
                .message("in " + touched.subject() + " of " + touched.ours().first() + ", "
                        + String.join(", ", held.stream().map(f -> f.address() + " (" + f.driver().orElse("") + ")")
                                .toList()) + (held.size() == 1 ? " stays" : " stay") + " with the host");
        if (Given.forXen(context)) {
            finding.severity(Severity.WARNING)
                    .why("Xen does not refuse such a group, but nothing keeps its members from reaching each other.");
        }
        return complete(context, touched, held, finding);
    }

    /** Members are left out, and the source does not show what drives them: worth a look, no reason to refuse. */
    private static Finding unsure(RuleContext context, Touched touched, List<HostFunction> members) {
        String names = String.join(", ", members.stream().map(f -> f.address().toString()).toList());
        return complete(context, touched, members, Finding.of(INFO, touched.subject())
                .severity(Severity.WARNING)
                .message(touched.subject() + " of " + touched.ours().first() + " also holds " + names
                        + ": no driver of the host may drive " + (members.size() == 1 ? "it" : "them")
                        + " while the guest runs"));
    }

    private static Finding complete(RuleContext context, Touched touched, List<HostFunction> members,
            Finding.Builder finding) {
        Host host = context.host();
        finding.at(Given.place(context, touched.ours().first())).evidence(touched.evidence());
        for (HostFunction member : members) {
            finding.evidence(Evidence.of(member.driver().value().map(d -> member.address() + " is on driver " + d)
                    .orElse("the driver of " + member.address() + " is not shown"), member.driver()));
        }
        finding.evidence(touched.ties(host, members.stream().map(HostFunction::address).toList()));
        // What the host lives on cannot be given away with the rest: then only another place for the card helps.
        if (members.stream().noneMatch(f -> Board.isCritical(host, f.address()))) {
            ways(context, members).forEach(finding::fix);
        }
        touched.splits(host).forEach(finding::fix);
        return finding.build();
    }

    private static List<Fix> ways(RuleContext context, List<HostFunction> held) {
        List<Fix> fixes = new ArrayList<>();
        for (HostFunction member : held) {
            Optional<Fix> give = Given.giveAway(context, member);
            give.filter(fix -> !fixes.contains(fix)).ifPresent(fixes::add);
        }
        for (HostFunction member : held) {
            fixes.add(new Fix.HostChange("take " + member.address() + " from " + member.driver().orElse("its driver")
                    + " and leave it unused", Fix.HostChange.Kind.DRIVER_OVERRIDE, member.address().toString(),
                    "vfio-pci"));
        }
        return fixes;
    }
}
