package org.underpass.rules.platform;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.KernelConfig;
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

/** A02: the kernel would drive Intel's IOMMU only if it were asked to. */
public final class IntelIommuNotAsked implements Rule {
    private static final RuleInfo INFO = RuleText.of("A02", Severity.ERROR, Basis.SOURCE, Scope.HOST)
            .title("intel_iommu=on is missing")
            .why("Most kernels leave Intel's IOMMU off unless their command line asks for it, and without it nothing "
                    + "can be given away.")
            .cure("Add intel_iommu=on to the kernel's command line.")
            .references("Linux drivers/iommu/intel/iommu.c, CONFIG_INTEL_IOMMU_DEFAULT_ON",
                    "Proxmox VE documentation, PCI passthrough")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        IommuState state = IommuState.of(host);
        boolean table = host.iommu().hasTable("DMAR").orElse(false);
        boolean perhaps = host.iommu().hasTable("DMAR").isUnknown() && state.isIntel();
        if (Given.nothing(context) || state.off().isEmpty() || !table && !perhaps || !state.arguments().isKnown()
                || state.intelSwitchedOn() || !state.offArguments().isEmpty()) {
            return;
        }
        Optional<KernelConfig> config = host.kernel().config().value();
        if (config.filter(c -> c.isBuiltIn("INTEL_IOMMU_DEFAULT_ON") || !c.isSet("INTEL_IOMMU")).isPresent()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host")
                .severity(table ? Severity.ERROR : Severity.WARNING)
                .message("the kernel leaves Intel's IOMMU off: intel_iommu=on is missing from its command line")
                .evidence(state.off().get(), Evidence.of("no intel_iommu=on on the command line", state.arguments()));
        finding.evidence(table ? Evidence.of("firmware has a table DMAR", host.iommu().hasTable("DMAR"))
                : Evidence.of("the processor is Intel's", host.processors().vendor()));
        finding.evidence(config.map(c -> Evidence.of("CONFIG_INTEL_IOMMU_DEFAULT_ON is not set",
                        c.source("INTEL_IOMMU_DEFAULT_ON")))
                .orElse(Evidence.of("the kernel's configuration is not shown", host.kernel().config())));
        findings.accept(finding.fix(new Fix.HostChange("switch the IOMMU on in the kernel",
                Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "intel_iommu", "on")).build());
    }
}
