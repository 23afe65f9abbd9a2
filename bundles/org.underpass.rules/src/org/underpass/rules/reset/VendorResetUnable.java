package org.underpass.rules.reset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostBoot;
import org.underpass.host.HostKernel;
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

/** D07: vendor-reset lacks what it needs of the kernel. */
public final class VendorResetUnable implements Rule {
    private static final RuleInfo INFO = RuleText.of("D07", Severity.WARNING, Basis.SOURCE, Scope.HOST)
            .title("the kernel lacks what vendor-reset needs")
            .why("The module hooks the kernel's resets through ftrace, so on a kernel without these options it refuses "
                    + "to load or has no effect; and it is not maintained since April 2024.")
            .cure("Use a kernel with FTRACE, KPROBES, PCI_QUIRKS, KALLSYMS, KALLSYMS_ALL and FUNCTION_TRACER, and load "
                    + "the module before the card is first reset.")
            .references("https://github.com/gnif/vendor-reset, README")
            .info();

    private static final String MODULE = "vendor_reset";
    /** As its README asks for. */
    private static final List<String> NEEDED = List.of("FTRACE", "KPROBES", "PCI_QUIRKS", "KALLSYMS", "KALLSYMS_ALL",
            "FUNCTION_TRACER");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Fact<Map<String, HostKernel.LoadedModule>> modules = host.kernel().modules();
        boolean loaded = modules.value().filter(m -> m.containsKey(MODULE)).isPresent();
        Optional<HostBoot.ListedModule> listed = host.boot().listedModules().stream()
                .filter(m -> m.name().equals(MODULE)).findFirst();
        if (!loaded && listed.isEmpty()) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        host.kernel().config().value().ifPresent(config -> NEEDED.stream().filter(o -> !config.isSet(o))
                .forEach(o -> evidence.add(Evidence.of("CONFIG_" + o + " is not set", config.source(o)))));
        boolean lacks = !evidence.isEmpty();
        boolean late = !lacks && !loaded && modules.isKnown();
        if (!lacks && !late) {
            return;
        }
        evidence.add(loaded ? Evidence.of("vendor_reset is loaded", modules)
                : Evidence.of("vendor_reset is to be loaded", listed.get().source()));
        Finding.Builder finding = Finding.of(INFO, "host")
                .message(lacks ? "this kernel lacks what vendor-reset needs"
                        : "vendor-reset is to be loaded, but it is not")
                .evidence(evidence);
        if (late) {
            finding.evidence(Evidence.of("vendor_reset is not loaded", modules));
        }
        findings.accept(finding.fix(lacks
                ? new Fix.Manual("use a kernel that is built with these options", Fix.Manual.Where.HOST)
                : new Fix.HostChange("install vendor-reset for this kernel (dkms) and restart the host",
                        Fix.HostChange.Kind.INSTALL, "vendor-reset", "")).build());
    }
}
