package org.underpass.rules.binding;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostDisplays;
import org.underpass.host.HostFunction;
import org.underpass.profile.ConsoleAction;
import org.underpass.profile.source.ProfileEdit;
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

/** C12: consoles that are attached again beside NVIDIA's driver. */
public final class ConsoleRebind implements Rule {
    private static final RuleInfo INFO = RuleText.of("C12", Severity.WARNING, Basis.THREADS, Scope.ASSIGNMENT)
            .title("attaching the consoles again may crash the kernel")
            .why("With NVIDIA's driver the kernel can stumble over a framebuffer that is gone when virtual consoles "
                    + "are attached to it again (kernel bug 216475).")
            .cure("Leave the virtual consoles alone.")
            .references("https://bugzilla.kernel.org/show_bug.cgi?id=216475", "https://github.com/ipaqmaster/vfio",
                    "https://github.com/ipaqmaster/vfio/issues/19")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        boolean detached = Given.machine(context).map(vm -> vm.switching().consoles())
                .filter(ConsoleAction.DETACH::equals).isPresent();
        Optional<HostDisplays.Console> console = context.host().displays().consoles().orElse(List.of()).stream()
                .filter(c -> c.bound() && c.isFramebuffer()).findFirst();
        for (HostFunction display : detached && console.isPresent() ? Unbinding.displays(context)
                : List.<HostFunction>of()) {
            if (display.driver().value().filter("nvidia"::equals).isEmpty()) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .message("consoles are detached for " + display.address() + " and attached again, which can crash "
                            + "the kernel beside NVIDIA's driver")
                    .at(context.location("switch.consoles"))
                    .evidence(Evidence.of("driver nvidia", display.driver()),
                            Evidence.of(console.get().name() + " is bound: " + console.get().title(),
                                    console.get().source()));
            context.host().kernel().version().value().ifPresent(v -> finding.evidence(
                    Evidence.of("Linux " + v, context.host().kernel().version())));
            findings.accept(finding.fix(new Fix.EditProfile("leave the virtual consoles alone",
                    new ProfileEdit.Set("switch.consoles", ConsoleAction.LEAVE.word()))).build());
        }
    }
}
