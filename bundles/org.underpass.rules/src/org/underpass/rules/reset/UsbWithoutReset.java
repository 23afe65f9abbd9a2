package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciClass;
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

/** D18: a USB controller of the chipset that nothing can reset. */
public final class UsbWithoutReset implements Rule {
    private static final RuleInfo INFO = RuleText.of("D18", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the USB controller cannot be reset")
            .why("A controller of the processor or chipset shares its bus with everything, so without a reset of its "
                    + "own it comes to the guest as the last user left it.")
            .cure("Give the guest a USB controller on a card of its own, or single USB devices.")
            .symptoms("no FLR, PM reset or bus reset available")
            .references("https://github.com/ra1nstorm/ra1nstorm-helper/issues/103")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    /** Whether this rule, which knows better advice, speaks of a function that has no reset. */
    static boolean isMeant(RuleContext context, HostFunction function) {
        return PciClass.isUsb(function.pci().classCode()) && Board.isOnRootBus(context.host(), function.address());
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            if (!isMeant(context, function)) {
                continue;
            }
            Forecast forecast = context.forecast(function.address());
            if (!forecast.refused()) {
                continue;
            }
            findings.accept(Finding.of(INFO, function.address().toString())
                    .message("there is no way to reset the USB controller " + function.address())
                    .at(Given.place(context, function.address()))
                    .evidence(Evidence.of("a USB controller on the root bus", function.source("class")))
                    .evidence(forecast.reasons())
                    .fix(new Fix.Manual("give single USB devices (usb:), or a controller on a card",
                            Fix.Manual.Where.PROFILE))
                    .build());
        }
    }
}
