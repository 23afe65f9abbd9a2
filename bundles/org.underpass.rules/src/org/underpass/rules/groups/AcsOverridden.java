package org.underpass.rules.groups;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.KernelArguments;
import org.underpass.iommu.group.GroupExplanation;
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

/** B06: groups that are only pretended. */
public final class AcsOverridden implements Rule {
    private static final RuleInfo INFO = RuleText.of("B06", Severity.WARNING, Basis.DOCUMENTATION, Scope.HOST)
            .title("pcie_acs_override pretends isolation")
            .why("The patch makes the kernel form smaller groups than the hardware isolates, so a guest's card may "
                    + "reach its neighbours, and kernels without the patch ignore the argument silently.")
            .cure("Drop the argument and use a slot behind a port that isolates; keep it only for guests that are "
                    + "trusted.")
            .references("Unraid documentation, PCIe ACS override")
            .info();

    /** Differences that are shown as evidence; a machine may have dozens. */
    private static final int SHOWN = 8;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<KernelArguments> arguments = context.host().kernel().arguments();
        List<KernelArguments.Argument> named = arguments.value().map(a -> a.named("pcie_acs_override"))
                .orElse(List.of());
        if (named.isEmpty()) {
            return;
        }
        String token = named.get(0).token();
        Finding.Builder finding = Finding.of(INFO, "host")
                .message(token + " makes IOMMU groups smaller than the hardware isolates")
                .evidence(Evidence.of(token, arguments));
        context.host().groups().differences().stream()
                .filter(d -> d instanceof GroupExplanation.Difference.ApartInKernel apart
                        && apart.cause() == GroupExplanation.Cause.OVERRIDE)
                .limit(SHOWN).forEach(d -> finding.evidence(
                        new Evidence(d.sentence(), "configuration space and group rules of Linux")));
        findings.accept(finding.fix(new Fix.HostChange("drop " + token, Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT,
                token, "")).build());
    }
}
