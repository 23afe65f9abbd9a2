package org.underpass.rules.reset;

import java.util.Optional;
import java.util.function.Consumer;
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

/** D03: Radeons that come back from a reset only once. */
public final class AmdResetBug implements Rule {
    private static final RuleInfo INFO = RuleText.of("D03", Severity.WARNING, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the card works once and then not again")
            .why("Radeons of these families keep state over a bus reset, and a second start gives a black screen or a "
                    + "guest that never shuts down.")
            .cure("Load vendor-reset and select device_specific before the card is first used, or restart the host "
                    + "between guests.")
            .symptoms("not ready …ms after bus reset", "AMD-Vi: Completion-Wait loop timed out")
            .references("https://github.com/gnif/vendor-reset", "https://github.com/gnif/vendor-reset/issues/3",
                    "https://github.com/gnif/vendor-reset/issues/35", "https://github.com/gnif/vendor-reset/issues/49")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : context.assignment().functions()) {
            Optional<String> family = RadeonFamilies.of(function.pci());
            boolean cured = function.resetMethods().value()
                    .filter(m -> !m.isEmpty() && m.get(0).equals("device_specific")).isPresent();
            if (family.isEmpty() || cured) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, function.address().toString())
                    .message(function.address() + " is a " + family.get() + " card: it may not come back from a reset")
                    .at(Given.place(context, function.address()))
                    .evidence(Evidence.of(String.format("%04x:%04x, %s", function.pci().vendor(),
                            function.pci().device(), family.get()), function.source("device")));
            function.resetMethods().value().ifPresent(m -> finding.evidence(
                    Evidence.of("reset_method=" + String.join(" ", m), function.resetMethods())));
            findings.accept(finding.fix(new Fix.HostChange("load vendor-reset when the host boots",
                            Fix.HostChange.Kind.INSTALL, "vendor-reset", ""),
                    new Fix.Manual("restart the host between two starts of the guest", Fix.Manual.Where.HOST)).build());
        }
    }
}
