package org.underpass.rules.reset;

import java.util.Set;
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

/** D08: the profile forces a reset that hangs the device. */
public final class ForcedFlr implements Rule {
    private static final RuleInfo INFO = RuleText.of("D08", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the profile forces a function-level reset that hangs the device")
            .why("These devices advertise a function-level reset and hang in it, and the host with them.")
            .cure("Leave the choice to the kernel, which knows them, or name another method.")
            .references("Linux drivers/pci/quirks.c, quirk_no_flr")
            .info();

    /** Vendor and device: AMD Starship and Matisse HDA, USB, FCH SATA; Intel 82579; MediaTek MT7922. */
    private static final Set<Integer> HANG = Set.of(0x1022_1487, 0x1022_148c, 0x1022_149c, 0x1022_7901, 0x8086_1502,
            0x8086_1503, 0x14c3_0616);

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            if (!ForcedMethods.of(device).contains("flr")) {
                continue;
            }
            for (HostFunction function : device.functions()) {
                if (HANG.contains(function.pci().vendor() << 16 | function.pci().device())) {
                    findings.accept(ForcedMethods.finding(INFO, context, device, function, "flr",
                            "a function-level reset hangs " + function.address()));
                }
            }
        }
    }
}
