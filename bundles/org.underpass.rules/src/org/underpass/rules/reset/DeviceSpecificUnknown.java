package org.underpass.rules.reset;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.rules.Chips;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D05: the profile names a reset that no part of the kernel has for this card. */
public final class DeviceSpecificUnknown implements Rule {
    private static final RuleInfo INFO = RuleText.of("D05", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the profile forces a device-specific reset that does not exist")
            .why("The kernel refuses a method that neither it nor vendor-reset has for the device, and the card stays "
                    + "as the last user left it.")
            .cure("Leave the choice to the kernel, or name another method.")
            .symptoms("Unsupported reset method 'device_specific'")
            .references("https://github.com/gnif/vendor-reset/issues/82",
                    "https://github.com/gnif/vendor-reset, src/device-db.h",
                    "Linux drivers/pci/pci.c, reset_method_store")
            .info();

    private static final String METHOD = "device_specific";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (ResolvedDevice device : context.assignment().devices()) {
            if (!ForcedMethods.of(device).contains(METHOD)) {
                continue;
            }
            for (HostFunction function : device.functions()) {
                Fact<List<String>> methods = function.resetMethods();
                boolean listed = methods.value().filter(m -> m.contains(METHOD)).isPresent();
                boolean inTable = RadeonFamilies.of(function.pci()).isPresent();
                boolean radeon = function.pci().isDisplay() && function.pci().vendor() == Chips.AMD;
                // Of other makers' devices only the kernel's own list tells which it has a routine for.
                if (!listed && !inTable && function.pci().isDisplay() && (radeon || methods.isKnown())) {
                    findings.accept(ForcedMethods.finding(INFO, context, device, function, METHOD,
                            "there is no device-specific reset for " + function.address()));
                }
            }
        }
    }
}
