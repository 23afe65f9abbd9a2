package org.underpass.rules.platform;

import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A10: below Xen the control domain sees no groups, and that is as it should be. */
public final class XenHidesGroups implements Rule {
    private static final RuleInfo INFO = RuleText.of("A10", Severity.INFO, Basis.THREADS, Scope.HOST)
            .title("Xen owns the IOMMU")
            .why("The control domain's kernel drives no IOMMU and has no groups, so nothing can be told from their "
                    + "absence.")
            .cure("Ask Xen itself: xl info and its debug keys say what the IOMMU does.")
            .references("https://github.com/xcp-ng/xcp-ng-org/issues/230")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        if (!IommuState.isUnderXen(host)) {
            return;
        }
        boolean type = host.programs().hypervisor().isKnown();
        findings.accept(Finding.of(INFO, "host")
                .message("this system runs on Xen, which owns the IOMMU: that no groups are shown is normal")
                .evidence(type ? Evidence.of("hypervisor type " + host.programs().hypervisor().orElse(""),
                        host.programs().hypervisor())
                        : Evidence.of("it is Xen's control domain", host.programs().isXenControlDomain()))
                .build());
    }
}
