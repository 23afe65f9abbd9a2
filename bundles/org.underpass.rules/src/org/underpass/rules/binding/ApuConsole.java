package org.underpass.rules.binding;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.HostDisplays;
import org.underpass.host.HostFunction;
import org.underpass.profile.BindingTime;
import org.underpass.profile.ConsoleAction;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Chips;
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

/** C13: the console draws on a processor's adapter that is to be taken. */
public final class ApuConsole implements Rule {
    private static final RuleInfo INFO = RuleText.of("C13", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("taking the processor's adapter under the console hangs the host")
            .why("When amdgpu is taken from a processor's adapter while the console draws on it, the host hangs hard "
                    + "or powers off.")
            .cure("Detach the consoles first, never force the driver away, and give the driver back when that fails.")
            .symptoms("amdgpu_pci_remove")
            .references("https://github.com/mroboff/vm-curator/issues/61",
                    "https://github.com/isc30/ryzen-gpu-passthrough-proxmox/issues/61")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        HostDisplays displays = context.host().displays();
        Optional<HostDisplays.Console> console = displays.consoles().orElse(List.of()).stream()
                .filter(c -> c.bound() && c.isFramebuffer()).findFirst();
        for (HostFunction display : console.isPresent() ? Unbinding.displays(context) : List.<HostFunction>of()) {
            boolean amdgpu = display.driver().value().filter("amdgpu"::equals).isPresent();
            Optional<HostDisplays.Framebuffer> framebuffer = displays.framebuffers().orElse(List.of()).stream()
                    .filter(f -> f.function().filter(display.address()::equals).isPresent()).findFirst();
            if (!amdgpu || !Chips.isApu(display.pci()) || framebuffer.isEmpty()) {
                continue;
            }
            boolean left = Given.machine(context).map(vm -> vm.switching().consoles())
                    .filter(ConsoleAction.LEAVE::equals).isPresent();
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .severity(left && Given.bindsAtStart(context) ? Severity.ERROR : Severity.WARNING)
                    .message("the console draws on " + display.address() + ", a processor's adapter, which hangs the "
                            + "host when its driver is taken away" + (left ? "" : " before the console is detached"))
                    .at(context.location("switch.consoles"))
                    .evidence(Chips.evidence(display, "a processor's adapter"),
                            Evidence.of("fb" + framebuffer.get().number() + " (" + framebuffer.get().name()
                                    + ") is its framebuffer", framebuffer.get().source()),
                            Evidence.of(console.get().name() + " is bound: " + console.get().title(),
                                    console.get().source()));
            if (left) {
                finding.fix(new Fix.EditProfile("detach the consoles first",
                        new ProfileEdit.Set("switch.consoles", ConsoleAction.DETACH.word())));
            }
            findings.accept(finding.fix(new Fix.EditProfile("bind the adapter when the host starts",
                    new ProfileEdit.Set("preparation.binding", BindingTime.BOOT.word()))).build());
        }
    }
}
