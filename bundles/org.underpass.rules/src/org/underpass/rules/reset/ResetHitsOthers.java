package org.underpass.rules.reset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.PciAddress;
import org.underpass.profile.NeighbourReset;
import org.underpass.profile.ResetSettings;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
import org.underpass.rules.Groups;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.quirk.Forecast;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D02: the only reset would hit a function that the guest does not own. */
public final class ResetHitsOthers implements Rule {
    private static final RuleInfo INFO = RuleText.of("D02", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the reset would hit a device outside the guest")
            .why("VFIO resets a whole bus only for a guest that owns everything on it, so without the others there is "
                    + "no reset at all.")
            .cure("Give the others on the bus to the same guest, or move the device to a slot with a bus of its own.")
            .symptoms("which is not owned")
            .references("QEMU hw/vfio/container-legacy.c, vfio_legacy_pci_hot_reset",
                    "QEMU hw/vfio/iommufd.c, iommufd_cdev_pci_hot_reset")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Set<List<PciAddress>> seen = new HashSet<>();
        for (HostFunction function : context.assignment().functions()) {
            Forecast forecast = context.forecast(function.address());
            List<PciAddress> foreign = forecast.path() == Forecast.Path.SHARED && showsMethods(function)
                    ? foreign(context, forecast) : List.of();
            // The functions of one card share their victims: one finding speaks for all of them.
            if (!foreign.isEmpty() && seen.add(foreign)) {
                findings.accept(finding(context, function, forecast, foreign));
            }
        }
    }

    private static Finding finding(RuleContext context, HostFunction function, Forecast forecast,
            List<PciAddress> foreign) {
        List<String> names = foreign.stream().map(PciAddress::toString).toList();
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .severity(accepted(context, function) ? Severity.WARNING : Severity.ERROR)
                .message("only a reset of the whole bus resets " + function.address() + ", and "
                        + String.join(", ", names) + (names.size() == 1 ? " is" : " are") + " on it and not given to "
                        + "this guest")
                .at(Given.place(context, function.address()))
                .evidence(forecast.reasons());
        boolean critical = false;
        List<Fix> edits = new ArrayList<>();
        for (PciAddress victim : foreign) {
            Optional<HostFunction> host = context.host().function(victim);
            host.flatMap(v -> v.driver().value()).ifPresent(driver -> finding.evidence(
                    Evidence.of(victim + " is on driver " + driver, host.get().driver())));
            critical |= Board.isCritical(context.host(), victim);
            host.flatMap(v -> Given.giveAway(context, v)).filter(f -> !edits.contains(f)).ifPresent(edits::add);
        }
        if (!critical) {
            edits.forEach(finding::fix);
        }
        Board.otherSlot(context.host(), function.address(), "so that nothing else is on its bus")
                .ifPresent(finding::fix);
        return finding.build();
    }

    /** Victims that VFIO would not own: in the guest's groups it owns what is on a VFIO driver, used or not. */
    private static List<PciAddress> foreign(RuleContext context, Forecast forecast) {
        Set<PciAddress> given = context.assignment().addresses();
        Set<String> groups = Groups.of(context.host(), given);
        return forecast.victims().stream().filter(v -> !given.contains(v)).filter(v -> {
            Optional<HostFunction> victim = context.host().function(v);
            if (victim.isEmpty() || victim.get().pci().isBridge()) {
                return false;
            }
            boolean owned = Groups.id(context.host(), v).filter(groups::contains).isPresent()
                    && victim.get().driver().value().filter(d -> d.contains("vfio")).isPresent();
            return !owned;
        }).toList();
    }

    /** Where neither the kernel's list nor capabilities are shown, the function may have a reset of its own. */
    private static boolean showsMethods(HostFunction function) {
        return !function.resetMethods().isUnknown() || function.pci().coverage() != CapabilityCoverage.NONE;
    }

    private static boolean accepted(RuleContext context, HostFunction function) {
        return context.assignment().deviceOf(function.address()).flatMap(d -> d.entry())
                .flatMap(e -> e.reset()).map(ResetSettings::neighbours)
                .filter(NeighbourReset.ACCEPT::equals).isPresent();
    }
}
