package org.underpass.rules.reset;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.Board;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D10: the profile asks for a reset by power state that does nothing. */
public final class ForcedPowerReset implements Rule {
    private static final RuleInfo INFO = RuleText.of("D10", Severity.INFO, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("a reset by power state does nothing on this card")
            .why("The kernel takes the method away from every AMD graphics adapter that is not on the root bus: the "
                    + "change from D3hot to D0 leaves its picture and its state untouched.")
            .cure("Leave the choice to the kernel.")
            .references("Linux drivers/pci/quirks.c, quirk_no_pm_reset")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            for (HostFunction function : ForcedMethods.of(device).contains("pm") ? device.functions()
                    : List.<HostFunction>of()) {
                if (function.pci().vendor() == 0x1002 && function.pci().isVga()
                        && !Board.isOnRootBus(context.host(), function.address())) {
                    findings.accept(ForcedMethods.finding(INFO, context, device, function, "pm",
                            "a reset by power state does nothing on " + function.address()));
                }
            }
        }
    }
}
