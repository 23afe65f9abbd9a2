package org.underpass.rules.groups;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostCritical;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.rules.Board;
import org.underpass.rules.Chips;
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

/** B11: ids for vfio-pci fit a controller that the host needs. */
public final class IdsTakeHostDevice implements Rule {
    private static final RuleInfo INFO = RuleText.of("B11", Severity.ERROR, Basis.INFERENCE, Scope.ASSIGNMENT)
            .title("the ids for vfio-pci fit a controller of the host too")
            .why("Ids name a kind of device, so a second USB controller or disk of that kind goes to vfio-pci with the "
                    + "guest's, and the host loses its keyboard or its disk when it starts.")
            .cure("Bind the device by its address (driver_override) and take its ids away from vfio-pci.")
            .references("https://github.com/truenas/middleware/issues/11397",
                    "Linux drivers/vfio/pci/vfio_pci.c, vfio_pci_fill_ids")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    /** Whether this rule speaks of a function, and not B10. */
    static boolean isMeant(HostFunction function) {
        int code = function.pci().classCode();
        return PciClass.isUsb(code) || PciClass.isStorage(code);
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Set<PciAddress> given = context.assignment().addresses();
        for (VfioIds.Item item : VfioIds.of(host).items().stream().distinct().toList()) {
            List<HostFunction> fitting = host.functions().stream().filter(f -> item.matches(f.pci())).toList();
            boolean ours = fitting.stream().anyMatch(f -> given.contains(f.address()));
            List<HostFunction> others = fitting.stream().filter(f -> isMeant(f) && !given.contains(f.address())
                    && (ours || Board.isCritical(host, f.address()))).toList();
            if (!others.isEmpty()) {
                findings.accept(finding(context, item, fitting, others));
            }
        }
    }

    private static Finding finding(RuleContext context, VfioIds.Item item, List<HostFunction> fitting,
            List<HostFunction> others) {
        Host host = context.host();
        boolean critical = others.stream().anyMatch(f -> Board.isCritical(host, f.address()));
        Finding.Builder finding = Finding.of(INFO, item.text())
                .severity(critical ? Severity.ERROR : Severity.WARNING)
                .message("the id " + item.text() + " for vfio-pci fits "
                        + String.join(", ", others.stream().map(f -> f.address().toString()).toList())
                        + " too, which stays with the host")
                .evidence(Evidence.of("ids=" + item.text(), item.source()));
        for (HostFunction function : others) {
            finding.evidence(Evidence.of(function.address() + " is " + Chips.ids(function.pci())
                    + function.driver().value().map(d -> " on driver " + d).orElse(""), function.source("device")));
            for (HostCritical.Use use : host.critical().of(function.address())) {
                finding.evidence(Evidence.of("the host needs it: " + use.detail(), use.source()));
            }
        }
        Set<PciAddress> given = context.assignment().addresses();
        for (HostFunction function : fitting) {
            if (given.contains(function.address())) {
                finding.at(Given.place(context, function.address())).fix(new Fix.HostChange("bind "
                        + function.address() + " by its address instead", Fix.HostChange.Kind.DRIVER_OVERRIDE,
                        function.address().toString(), "vfio-pci"));
            }
        }
        return finding.fix(new Fix.Manual("take " + item.text() + " out of the ids for vfio-pci in " + item.source(),
                Fix.Manual.Where.HOST)).build();
    }
}
