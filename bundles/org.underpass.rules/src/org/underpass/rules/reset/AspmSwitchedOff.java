package org.underpass.rules.reset;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.KernelArguments;
import org.underpass.rules.Chips;
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

/** D21: an argument of an old guide, after which NVIDIA cards do not wake. */
public final class AspmSwitchedOff implements Rule {
    private static final RuleInfo INFO = RuleText.of("D21", Severity.WARNING, Basis.SINGLE_REPORT, Scope.HOST)
            .title("pcie_aspm=off may keep an NVIDIA card from waking")
            .why("One user's NVIDIA card was gone after the host woke from sleep, until this argument of an old guide "
                    + "was dropped.")
            .cure("Drop it; nothing in passthrough needs it.")
            .references("https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/52")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Fact<KernelArguments> arguments = host.kernel().arguments();
        Optional<HostFunction> card = host.functions().stream()
                .filter(f -> f.pci().vendor() == Chips.NVIDIA && f.pci().isDisplay()).findFirst();
        if (card.isEmpty() || arguments.value().filter(a -> a.has("pcie_aspm", "off")).isEmpty()) {
            return;
        }
        findings.accept(Finding.of(INFO, "host")
                .message("pcie_aspm=off is set, after which an NVIDIA card did not come back from the host's sleep")
                .evidence(Evidence.of("pcie_aspm=off", arguments),
                        Chips.evidence(card.get(), "an NVIDIA adapter at " + card.get().address()))
                .fix(new Fix.HostChange("drop pcie_aspm=off", Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT,
                        "pcie_aspm=off", ""))
                .build());
    }
}
