package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
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

/** D01: nothing can reset the device. */
public final class NoReset implements Rule {
    private static final RuleInfo INFO = RuleText.of("D01", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the device cannot be reset")
            .why("A guest needs the device as new at each start, and what the last user left in it stays there.")
            .cure("Give the neighbours on its bus away too, so that the whole bus can be reset; use another slot; or "
                    + "install a quirk that knows this device.")
            .symptoms("no available reset mechanism", "The kernel doesn't support reset from sysfs for PCI device",
                    "no FLR, PM reset or bus reset available")
            .references("QEMU hw/vfio/pci.c, vfio_pci_reset", "Linux drivers/pci/pci.c, pci_reset_fn_methods",
                    "https://github.com/ryanprescott/realtek-verb-tools/issues/2",
                    "https://github.com/ra1nstorm/ra1nstorm-helper/issues/103",
                    "https://github.com/QubesOS/qubes-issues/issues/1659")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            Forecast forecast = context.forecast(function.address());
            // What D18 has better advice for, it says alone.
            if (!forecast.refused() || UsbWithoutReset.isMeant(context, function)) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, function.address().toString())
                    .message(forecast.path() == Forecast.Path.FORBIDDEN
                            ? "every way to reset " + function.address() + " is forbidden on this device"
                            : "there is no way to reset " + function.address())
                    .at(Given.place(context, function.address()))
                    .evidence(forecast.reasons());
            for (Forecast.Method method : forecast.methods()) {
                finding.evidence(new Evidence(method.name() + ": " + method.reason(), "reset forecast"));
            }
            if (function.resetMethods().value().filter(m -> m.isEmpty()).isPresent()) {
                finding.fix(new Fix.HostChange("let the kernel use its reset methods again",
                        Fix.HostChange.Kind.SYSFS, function.resetMethods().source().file(), "default"));
            }
            Board.otherSlot(context.host(), function.address(), "so that it has a bus of its own to be reset")
                    .ifPresent(finding::fix);
            // The guest starts all the same, once: a build goes on, and the finding stays.
            finding.fix(new Fix.HostChange("install a plug-in that knows how this device is reset, if there is one",
                    Fix.HostChange.Kind.INSTALL, "plug-in", "quirk"));
            findings.accept(finding.build());
        }
    }
}
