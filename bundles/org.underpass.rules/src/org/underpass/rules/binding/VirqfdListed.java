package org.underpass.rules.binding;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostBoot;
import org.underpass.host.VersionNumber;
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

/** C07: a module is named that newer kernels do not have. */
public final class VirqfdListed implements Rule {
    private static final RuleInfo INFO = RuleText.of("C07", Severity.WARNING, Basis.SOURCE, Scope.HOST)
            .title("vfio_virqfd is no module of this kernel")
            .why("It became a part of vfio in Linux 6.2, and a list that still names it makes the build of the "
                    + "initramfs or the start of the host fail or complain.")
            .cure("Take the name out of the list.")
            .symptoms("vfio_virqfd")
            .references("https://github.com/uwzis/GPU-Passthrough-Manager/issues/40", "Linux drivers/vfio/Kconfig")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Fact<VersionNumber> version = host.kernel().version();
        if (version.value().filter(v -> v.atLeast(6, 2)).isEmpty()) {
            return;
        }
        List<HostBoot.ListedModule> listed = host.boot().listedModules().stream()
                .filter(m -> m.name().equals("vfio_virqfd")).toList();
        if (listed.isEmpty()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host")
                .message("vfio_virqfd is to be loaded, and Linux " + version.orElse(null) + " has no such module")
                .evidence(Evidence.of("Linux " + version.orElse(null), version));
        for (HostBoot.ListedModule module : listed) {
            finding.evidence(Evidence.of("vfio_virqfd is named", module.source()))
                    .fix(new Fix.Manual("take vfio_virqfd out of /" + module.source() + " and build the initramfs anew",
                            Fix.Manual.Where.HOST));
        }
        findings.accept(finding.build());
    }
}
