package org.underpass.rules.groups;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.VfioIds;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B10: vfio-pci is told to take the card by ids that another card has as well. */
public final class SharedIds implements Rule {
    private static final RuleInfo INFO = RuleText.of("B10", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the ids for vfio-pci fit another card too")
            .why("Ids name a kind of device, so the host loses every card of that kind, the one it shows its desktop "
                    + "on among them.")
            .cure("Bind the card by its address (driver_override) and take its ids away from vfio-pci.")
            .references("https://github.com/truenas/middleware/issues/11397",
                    "https://github.com/HikariKnight/quickpassthrough/issues/10",
                    "https://github.com/kubevirt/kubevirt/issues/7755")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<PciAddress> given = context.assignment().addresses();
        Host host = context.host();
        VfioIds ids = VfioIds.of(host);
        for (VfioIds.Item item : ids.items().stream().distinct().toList()) {
            List<HostFunction> fitting = host.functions().stream().filter(f -> item.matches(f.pci())).toList();
            List<HostFunction> ours = fitting.stream().filter(f -> given.contains(f.address())).toList();
            List<HostFunction> others = fitting.stream().filter(f -> !given.contains(f.address())
                    && !f.pci().isBridge() && !IdsTakeHostDevice.isMeant(f)).toList();
            if (!ours.isEmpty() && !others.isEmpty()) {
                findings.accept(finding(context, ids, item, ours, others));
            }
        }
    }

    private static Finding finding(RuleContext context, VfioIds ids, VfioIds.Item item, List<HostFunction> ours,
            List<HostFunction> others) {
        boolean harm = others.stream().anyMatch(f -> losesMuch(context, ids, f));
        Finding.Builder finding = Finding.of(INFO, item.text())
                .severity(harm ? Severity.ERROR : Severity.WARNING)
                .message("the id " + item.text() + " for vfio-pci fits " + names(others) + " too, which this guest "
                        + "does not get")
                .at(Given.place(context, ours.get(0).address()))
                .evidence(Evidence.of("ids=" + item.text(), item.source()));
        for (HostFunction function : others) {
            finding.evidence(Evidence.of(String.format("%s is %04x:%04x%s", function.address(),
                    function.pci().vendor(), function.pci().device(),
                    function.driver().value().map(d -> " on driver " + d).orElse("")), function.source("device")));
        }
        for (HostFunction function : ours) {
            finding.fix(new Fix.HostChange("bind " + function.address() + " by its address instead",
                    Fix.HostChange.Kind.DRIVER_OVERRIDE, function.address().toString(), "vfio-pci"));
        }
        return finding.fix(new Fix.Manual("take " + item.text() + " out of the ids for vfio-pci in "
                + item.source(), Fix.Manual.Where.HOST)).build();
    }

    /**
     * A graphics adapter or something the host cannot do without, unless it is on vfio-pci already and the host has
     * another adapter: then somebody keeps it for a second guest.
     */
    private static boolean losesMuch(RuleContext context, VfioIds ids, HostFunction other) {
        if (Board.isCritical(context.host(), other.address())) {
            return true;
        }
        if (!other.pci().isDisplay()) {
            return false;
        }
        boolean kept = other.driver().value().filter(Given::isHarmlessDriver).isPresent();
        Set<PciAddress> given = context.assignment().addresses();
        return !kept || context.host().functions().stream().noneMatch(f -> f.pci().isDisplay()
                && !given.contains(f.address()) && ids.matching(f.pci()).isEmpty());
    }

    private static String names(List<HostFunction> functions) {
        return String.join(", ", functions.stream().map(f -> f.address().toString()).toList());
    }
}
