package org.underpass.rules.binding;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
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

/** C03: on kernels built with Clang LTO an initcall cannot be named. */
public final class InitcallNotFound implements Rule {
    private static final RuleInfo INFO = RuleText.of("C03", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("initcall_blacklist=sysfb_init has no effect here")
            .why("Kernels built with Clang LTO register initcalls under stub names, so the name never matches and the "
                    + "boot framebuffer stays.")
            .cure("Unbind the framebuffer when the guest starts, or let firmware start on another adapter.")
            .symptoms("blacklisting initcall sysfb_init")
            .references("https://github.com/siderolabs/talos/issues/14356",
                    "https://github.com/CachyOS/linux-cachyos/issues/552", "Linux init/main.c, include/linux/init.h")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Fact<KernelArguments> arguments = host.kernel().arguments();
        Optional<KernelArguments.Argument> token = arguments.value().flatMap(a -> a.named("initcall_blacklist").stream()
                .filter(i -> List.of(i.value().orElse("").split(",")).contains("sysfb_init")).findFirst());
        Optional<KernelConfig> config = host.kernel().config().value()
                .filter(c -> c.isBuiltIn("LTO_CLANG") || !c.isSet("KALLSYMS"));
        if (token.isPresent() && config.isPresent()) {
            String option = config.get().isBuiltIn("LTO_CLANG") ? "LTO_CLANG" : "KALLSYMS";
            findings.accept(Finding.of(INFO, "host")
                    .message(token.get().token() + " has no effect on this kernel")
                    .evidence(Evidence.of(token.get().token(), arguments),
                            Evidence.of("CONFIG_" + option + (option.equals("KALLSYMS") ? " is not set" : "=y"),
                                    config.get().source(option)))
                    .fix(new Fix.HostChange("drop " + token.get().token(),
                            Fix.HostChange.Kind.REMOVE_KERNEL_ARGUMENT, token.get().token(), ""))
                    .build());
        }
    }
}
