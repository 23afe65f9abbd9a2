package org.underpass.rules.binding;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostModprobe;
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

/** C08: options in modprobe.d for a driver that modprobe never loads. */
public final class OptionsUnread implements Rule {
    private static final RuleInfo INFO = RuleText.of("C08", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("modprobe.d is not read for a built-in vfio-pci")
            .why("A driver that is part of the kernel takes its parameters from the command line only.")
            .cure("Write vfio-pci.ids= and the like on the kernel's command line, or bind by driver_override.")
            .references("https://github.com/foxlet/OSX_GVT-D/issues/7", "asusctl 3.3.0 release notes")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Optional<Evidence> builtIn = builtIn(host);
        List<HostModprobe.Option> options = host.modprobe().value().map(m -> m.options("vfio_pci")).orElse(List.of());
        if (builtIn.isEmpty() || options.isEmpty()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host")
                .message("vfio-pci is built into this kernel, so its options in modprobe.d are not read")
                .evidence(builtIn.get());
        for (HostModprobe.Option option : options) {
            finding.evidence(Evidence.of(option.name() + "=" + option.value(), option.source()))
                    .fix(new Fix.HostChange("write " + option.name() + " on the command line",
                            Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "vfio-pci." + option.name(), option.value()));
        }
        findings.accept(finding.build());
    }

    private static Optional<Evidence> builtIn(Host host) {
        if (host.kernel().builtinModules().value().filter(m -> m.contains("vfio_pci")).isPresent()) {
            return Optional.of(Evidence.of("vfio_pci is among the built-in modules", host.kernel().builtinModules()));
        }
        return host.kernel().config().value().filter(c -> c.isBuiltIn("VFIO_PCI"))
                .map(c -> Evidence.of("CONFIG_VFIO_PCI=y", c.source("VFIO_PCI")));
    }
}
