package org.underpass.rules.platform;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.KernelArguments;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A04: an argument that guides recommend and that switches nothing on. */
public final class PassthroughMode implements Rule {
    private static final RuleInfo INFO = RuleText.of("A04", Severity.INFO, Basis.SOURCE, Scope.HOST)
            .title("iommu=pt does not switch the IOMMU on")
            .why("It only lets devices that the host keeps bypass the IOMMU, which is faster for them and changes "
                    + "nothing for guests.")
            .cure("Keep it or drop it knowingly.")
            .references("Linux Documentation/admin-guide/kernel-parameters.txt",
                    "Linux Documentation/ABI/testing/sysfs-kernel-iommu_groups")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<KernelArguments> arguments = context.host().kernel().arguments();
        arguments.value().flatMap(PassthroughMode::passthrough).ifPresent(argument -> {
            boolean off = IommuState.of(context.host()).off().isPresent();
            findings.accept(Finding.of(INFO, "host")
                    .message(argument.token() + " lets the host's own devices bypass the IOMMU; it does not switch it "
                            + (off ? "on, and it is off" : "on"))
                    .evidence(Evidence.of(argument.token(), arguments))
                    .build());
        });
    }

    private static Optional<KernelArguments.Argument> passthrough(KernelArguments arguments) {
        return arguments.all().stream()
                .filter(a -> a.is("iommu") && List.of(a.value().orElse("").split(",")).contains("pt")
                        || a.is("iommu.passthrough") && a.value().filter("1"::equals).isPresent())
                .findFirst();
    }
}
