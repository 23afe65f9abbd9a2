package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.KernelArguments;
import org.underpass.rules.RuleText;
import org.underpass.rules.VfioIds;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A12: arguments from several guides on one command line. */
public final class ContradictoryArguments implements Rule {
    private static final RuleInfo INFO = RuleText.of("A12", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("settings from several guides contradict each other")
            .why("Of settings that are given twice one wins silently, and the next change is made at the one that does "
                    + "not count.")
            .cure("Keep each setting once, in one place, and only what this machine's processor knows.")
            .references("https://github.com/harvester/harvester/issues/10499")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        List<Evidence> evidence = new ArrayList<>();
        List<Fix> fixes = new ArrayList<>();
        List<String> what = new ArrayList<>();
        Fact<KernelArguments> fact = host.kernel().arguments();
        fact.value().ifPresent(arguments -> {
            if (arguments.has("intel_iommu") && arguments.has("amd_iommu")) {
                what.add("intel_iommu and amd_iommu are both given");
                for (String name : List.of("intel_iommu", "amd_iommu")) {
                    arguments.named(name).forEach(a -> evidence.add(Evidence.of(a.token(), fact)));
                }
                otherMaker(host).ifPresent(name -> arguments.named(name).forEach(a -> fixes.add(new Fix.HostChange(
                        "drop " + a.token(), Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT, a.token(), ""))));
            }
        });
        List<VfioIds.Written> lists = VfioIds.written(host);
        if (lists.stream().map(list -> new TreeSet<>(List.of(list.value().split(",")))).distinct().count() > 1) {
            what.add("vfio-pci is given several lists of ids that differ");
            lists.forEach(list -> evidence.add(Evidence.of("ids=" + list.value(), list.source())));
            fixes.add(new Fix.Manual("keep one list of ids for vfio-pci, or none: binding by address needs no ids",
                    Fix.Manual.Where.HOST));
        }
        if (!what.isEmpty()) {
            Finding.Builder finding = Finding.of(INFO, "host").message(String.join("; ", what)).evidence(evidence);
            fixes.forEach(finding::fix);
            findings.accept(finding.build());
        }
    }

    /** The argument that this processor's kernel has no use for. */
    private static Optional<String> otherMaker(Host host) {
        return host.processors().vendor().value().flatMap(vendor -> switch (vendor) {
            case INTEL -> Optional.of("amd_iommu");
            case AMD -> Optional.of("intel_iommu");
            default -> Optional.empty();
        });
    }
}
