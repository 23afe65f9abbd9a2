package org.underpass.rules.platform;

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

/** A03: a kernel argument of the guides that does not exist. */
public final class AmdIommuOn implements Rule {
    private static final RuleInfo INFO = RuleText.of("A03", Severity.INFO, Basis.SOURCE, Scope.HOST)
            .title("amd_iommu=on does nothing")
            .why("The kernel does not know this word and logs a complaint; AMD's IOMMU is on without it.")
            .cure("Drop it from the kernel's command line.")
            .symptoms("AMD-Vi: Unknown option - 'on'")
            .references("Linux drivers/iommu/amd/init.c, parse_amd_iommu_options")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<KernelArguments> arguments = context.host().kernel().arguments();
        List<KernelArguments.Argument> all = arguments.value().map(a -> a.named("amd_iommu")).orElse(List.of());
        for (KernelArguments.Argument argument : all) {
            if (argument.value().filter(value -> List.of(value.split(",")).contains("on")).isPresent()) {
                findings.accept(Finding.of(INFO, "host")
                        .message("the kernel argument " + argument.token() + " does nothing")
                        .evidence(Evidence.of(argument.token(), arguments))
                        .fix(new Fix.HostChange("drop " + argument.token(), Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT,
                                argument.token(), ""))
                        .build());
                return;
            }
        }
    }
}
