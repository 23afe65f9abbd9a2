package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
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
            .cure("Give the other members away as well, take them from their drivers, or move the card to a slot with a "
                    + "group of its own. Bridges may stay as they are.")
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
            List<HostFunction> held = touched.others().stream().flatMap(a -> host.function(a).stream())
                    .filter(GroupNotViable::isHeld).toList();
            if (!held.isEmpty()) {
                findings.accept(finding(context, touched, held));
            }
        }
    }

    /** A driver that is not shown is not held against anybody; bridges are no obstacle whatever drives them. */
    private static boolean isHeld(HostFunction member) {
        return !member.pci().isBridge() && member.driver().value()
                .filter(driver -> !driver.equals("pcieport") && !Given.isHarmlessDriver(driver)).isPresent();
    }

    private static Finding finding(RuleContext context, Touched touched, List<HostFunction> held) {
        Host host = context.host();
        List<PciAddress> addresses = held.stream().map(HostFunction::address).toList();
        Finding.Builder finding = Finding.of(INFO, touched.subject())
                .message("in " + touched.subject() + " of " + touched.ours().first() + ", "
                        + String.join(", ", held.stream().map(f -> f.address() + " (" + f.driver().orElse("") + ")")
                                .toList()) + (held.size() == 1 ? " stays" : " stay") + " with the host")
                .at(Given.place(context, touched.ours().first()))
                .evidence(touched.evidence());
        if (Given.forXen(context)) {
            finding.severity(Severity.WARNING)
                    .why("Xen does not refuse such a group, but nothing keeps its members from reaching each other.");
        }
        for (HostFunction member : held) {
            finding.evidence(Evidence.of(member.address() + " is on driver " + member.driver().orElse(""),
                    member.driver()));
        }
        finding.evidence(touched.ties(host, addresses));
        // What the host lives on cannot be given away with the rest: then only another place for the card helps.
        if (held.stream().noneMatch(f -> Board.isCritical(host, f.address()))) {
            ways(context, held).forEach(finding::fix);
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
