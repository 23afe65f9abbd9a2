package org.underpass.rules.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostDisplays;
import org.underpass.host.KernelArguments;
import org.underpass.host.KernelConfig;
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

/** C02: an argument for a framebuffer driver that this kernel does not use. */
public final class EfifbOff implements Rule {
    private static final RuleInfo INFO = RuleText.of("C02", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("video=efifb:off has no effect here")
            .why("On this kernel simpledrm drives firmware's framebuffer, and the argument speaks to a driver that is "
                    + "not there, so the framebuffer stays on the card.")
            .cure("Use initcall_blacklist=sysfb_init, or let firmware start on another adapter.")
            .references("https://www.amrzs.net", "https://github.com/CachyOS/linux-cachyos/issues/552")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Fact<KernelArguments> arguments = host.kernel().arguments();
        Optional<KernelArguments.Argument> token = arguments.value().flatMap(a -> a.named("video").stream()
                .filter(v -> v.value().filter(EfifbOff::switchesOff).isPresent()).findFirst());
        if (token.isEmpty()) {
            return;
        }
        List<Evidence> evidence = new ArrayList<>();
        for (HostDisplays.FirmwareFramebuffer one : host.displays().firmwareFramebuffers().orElse(List.of())) {
            if (one.name().startsWith("simple-framebuffer")) {
                evidence.add(Evidence.of(one.name() + " is there" + one.driver().map(d -> ", on driver " + d)
                        .orElse(""), one.source()));
            }
        }
        Optional<KernelConfig> config = host.kernel().config().value()
                .filter(c -> c.isBuiltIn("SYSFB_SIMPLEFB") && c.isSet("DRM_SIMPLEDRM") || c.isSet("DRM_EFIDRM"));
        config.ifPresent(c -> {
            String option = c.isSet("DRM_EFIDRM") ? "DRM_EFIDRM" : "SYSFB_SIMPLEFB";
            evidence.add(Evidence.of("CONFIG_" + option + "=" + c.setting(option).orElseThrow().value(),
                    c.source(option)));
        });
        if (evidence.isEmpty()) {
            return;
        }
        boolean lto = host.kernel().config().value().filter(c -> c.isBuiltIn("LTO_CLANG")).isPresent();
        Finding.Builder finding = Finding.of(INFO, "host")
                .message(token.get().token() + " has no effect: another driver has firmware's framebuffer on this "
                        + "kernel")
                .evidence(Evidence.of(token.get().token(), arguments))
                .evidence(evidence)
                .fix(new Fix.HostChange("drop " + token.get().token(), Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT,
                        token.get().token(), ""));
        // On kernels built with Clang's LTO that has no effect either: C03.
        boolean there = arguments.value().get().values("initcall_blacklist").stream()
                .anyMatch(v -> v.contains("sysfb_init"));
        if (!lto && !there) {
            finding.fix(new Fix.HostChange("keep the kernel from making a device of firmware's framebuffer",
                    Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "initcall_blacklist", "sysfb_init"));
        }
        findings.accept(finding.build());
    }

    private static boolean switchesOff(String value) {
        return value.startsWith("efifb:off") || value.startsWith("vesafb:off") || value.contains(",efifb:off");
    }
}
