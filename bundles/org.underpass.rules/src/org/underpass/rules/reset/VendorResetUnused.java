package org.underpass.rules.reset;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** D04: vendor-reset is loaded and the kernel does not use it. */
public final class VendorResetUnused implements Rule {
    private static final RuleInfo INFO = RuleText.of("D04", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("vendor-reset is loaded but not selected")
            .why("Since Linux 5.15 the kernel lists reset methods when it finds a card, and vendor-reset forbids the "
                    + "bus reset, so the card has no reset at all until its method is selected.")
            .cure("Write device_specific to reset_method when the host boots, while the card is clean.")
            .references("https://github.com/gnif/vendor-reset/issues/46")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        boolean loaded = host.kernel().modules().value().filter(m -> m.containsKey("vendor_reset")).isPresent();
        boolean lists = host.kernel().version().value().map(v -> v.atLeast(5, 15)).orElse(true);
        for (HostFunction function : loaded && lists ? context.assignment().functions() : List.<HostFunction>of()) {
            Fact<List<String>> methods = function.resetMethods();
            boolean selected = methods.value().filter(m -> m.contains("device_specific")).isPresent();
            if (RadeonFamilies.of(function.pci()).isPresent() && !methods.isUnknown() && !selected) {
                String path = function.source("reset_method").file();
                findings.accept(Finding.of(INFO, function.address().toString())
                        .message("vendor-reset is loaded, but " + function.address() + " does not use it")
                        .at(Given.place(context, function.address()))
                        .evidence(Evidence.of("vendor_reset is loaded", host.kernel().modules()),
                                Evidence.of("reset_method=" + String.join(" ", methods.orElse(List.of())), methods))
                        .fix(new Fix.HostChange("select it when the host boots", Fix.HostChange.Kind.SYSFS, path,
                                "device_specific"))
                        .build());
            }
        }
    }
}
