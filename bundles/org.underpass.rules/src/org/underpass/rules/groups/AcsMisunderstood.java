package org.underpass.rules.groups;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.KernelArguments;
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

/** B07: arguments that are thought to split groups. */
public final class AcsMisunderstood implements Rule {
    private static final RuleInfo INFO = RuleText.of("B07", Severity.WARNING, Basis.SOURCE, Scope.HOST)
            .title("pci=config_acs and disable_acs_redir split no groups")
            .why("They only drive access control that a port has already, and switching redirection off merges groups "
                    + "instead of splitting them.")
            .cure("Drop them; the kernel switches on by itself what ports have.")
            .references("Linux Documentation/admin-guide/kernel-parameters.txt",
                    "https://github.com/VoltCyclone/PCILeechFWGenerator/issues/306")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<KernelArguments> arguments = context.host().kernel().arguments();
        for (KernelArguments.Argument argument : arguments.value().map(a -> a.named("pci")).orElse(List.of())) {
            String value = argument.value().orElse("");
            boolean merges = value.contains("disable_acs_redir=");
            if (merges || value.contains("config_acs=")) {
                findings.accept(Finding.of(INFO, "host")
                        .message(argument.token() + (merges ? " switches redirection off, which merges IOMMU groups"
                                : " only drives access control that ports have: it splits no group that lacks it"))
                        .evidence(Evidence.of(argument.token(), arguments))
                        .fix(new Fix.HostChange("drop " + argument.token(),
                                Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT, argument.token(), ""))
                        .build());
                return;
            }
        }
    }
}
