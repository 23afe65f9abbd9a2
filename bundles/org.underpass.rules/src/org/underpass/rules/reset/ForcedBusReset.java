package org.underpass.rules.reset;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D09: the profile forces a bus reset on a card that is lost by it. */
public final class ForcedBusReset implements Rule {
    private static final RuleInfo INFO = RuleText.of("D09", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the profile forces a bus reset that loses the card")
            .why("These NVIDIA devices do not come back from a secondary bus reset.")
            .cure("Use the function-level reset.")
            .references("Linux drivers/pci/quirks.c, quirk_nvidia_no_bus_reset")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            if (!ForcedMethods.of(device).contains("bus")) {
                continue;
            }
            for (HostFunction function : device.functions()) {
                if (function.pci().vendor() == 0x10de && (function.pci().device() & 0xffc0) == 0x2340) {
                    findings.accept(ForcedMethods.finding(INFO, context, device, function, "bus",
                            "a bus reset loses " + function.address()));
                }
            }
        }
    }
}
