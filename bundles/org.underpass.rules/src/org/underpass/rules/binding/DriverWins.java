package org.underpass.rules.binding;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
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

/** C06: the host is set up to bind the card to vfio-pci when it starts, and that does not happen. */
public final class DriverWins implements Rule {
    private static final RuleInfo INFO = RuleText.of("C06", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the binding to vfio-pci does not take hold")
            .why("A host driver that is loaded first keeps the device, and taking it away later may hang.")
            .cure("Bind each function by driver_override, or load vfio-pci before the host driver (softdep, early in "
                    + "the initramfs).")
            .references("Proxmox VE documentation, PCI passthrough",
                    "https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/31")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        VfioIds ids = VfioIds.of(context.host());
        for (HostFunction function : context.assignment().functions()) {
            if (function.pci().isBridge()) {
                continue;
            }
            Optional<String> driver = function.driver().value();
            if (driver.filter(Given::isHarmlessDriver).isPresent()) {
                continue;
            }
            Optional<VfioIds.Item> item = ids.matching(function.pci());
            Optional<String> override = function.driverOverride().value().filter(Given::isHarmlessDriver);
            if (override.isPresent() && driver.isPresent()) {
                findings.accept(held(context, function, Evidence.of("driver_override=" + override.get(),
                        function.driverOverride())));
            } else if (item.isPresent() && driver.isPresent()) {
                findings.accept(held(context, function, Evidence.of("vfio-pci is told to take " + item.get().text(),
                        item.get().source())));
            } else if (item.isEmpty() && override.isEmpty()) {
                mateWithId(context, ids, function)
                        .ifPresent(mate -> findings.accept(forgotten(context, function, mate)));
            }
        }
    }

    /** Whether this rule has something to say of a function that is on a driver of the host. */
    static boolean speaksOf(RuleContext context, HostFunction function) {
        VfioIds ids = VfioIds.of(context.host());
        return ids.matching(function.pci()).isPresent()
                || function.driverOverride().value().filter(Given::isHarmlessDriver).isPresent()
                || mateWithId(context, ids, function).isPresent();
    }

    private static Finding held(RuleContext context, HostFunction function, Evidence order) {
        String driver = function.driver().orElse("");
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .message(function.address() + " is to be on vfio-pci from the start, but driver " + driver
                        + " holds it")
                .at(Given.place(context, function.address()))
                .evidence(order, Evidence.of("driver " + driver, function.driver()));
        return finding.fix(new Fix.HostChange("load vfio-pci before " + driver, Fix.HostChange.Kind.MODPROBE, driver,
                        "softdep " + driver + " pre: vfio-pci"), override(function)).build();
    }

    /** Ids are given for a part of the card only: the rest goes to whatever driver comes. */
    private static Finding forgotten(RuleContext context, HostFunction function, VfioIds.Item mate) {
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .message("vfio-pci is told to take " + mate.text() + " of the same card, but not "
                        + function.address())
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of("ids=" + mate.text() + " has no " + String.format("%04x:%04x",
                        function.pci().vendor(), function.pci().device()), mate.source()));
        function.driver().value().ifPresent(d -> finding.evidence(Evidence.of("driver " + d, function.driver())));
        return finding.fix(override(function)).build();
    }

    private static Fix override(HostFunction function) {
        return new Fix.HostChange("bind " + function.address() + " to vfio-pci by its address",
                Fix.HostChange.Kind.DRIVER_OVERRIDE, function.address().toString(), "vfio-pci");
    }

    private static Optional<VfioIds.Item> mateWithId(RuleContext context, VfioIds ids, HostFunction function) {
        return context.host().functions().stream()
                .filter(f -> f.address().sameSlot(function.address()) && !f.address().equals(function.address()))
                .flatMap(f -> ids.matching(f.pci()).stream()).findFirst();
    }
}
