package org.underpass.rules.binding;

import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.HostHolders;
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

/** C17: an X server that keeps NVIDIA's card for its second screen. */
public final class OptimusScreen implements Rule {
    private static final RuleInfo INFO = RuleText.of("C17", Severity.INFO, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the X server keeps the NVIDIA card for offloading")
            .why("With PRIME, Xorg makes a GPU screen of the second card and so keeps it open as long as the session "
                    + "lasts.")
            .cure("Keep Xorg from it (AutoAddGPU off in xorg.conf), and end the session once.")
            .references("https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/3")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Unbinding.displays(context)) {
            Unbinding.holders(context.host(), display).stream().filter(h -> isMeant(display, h)).findFirst()
                    .ifPresent(holder -> findings.accept(Finding.of(INFO, display.address().toString())
                            .message("Xorg keeps " + display.address() + " open, as a second screen for offloading")
                            .at(Given.place(context, display.address()))
                            .evidence(Unbinding.evidence(holder), Evidence.of("boot_vga=0", display.bootVga()))
                            .fix(new Fix.Manual("write Option \"AutoAddGPU\" \"off\" into the ServerFlags of xorg.conf "
                                    + "and start the session anew", Fix.Manual.Where.HOST))
                            .build()));
        }
    }

    /** Whether it is the X server on an NVIDIA card that is not the first one. */
    static boolean isMeant(HostFunction display, HostHolders.Holder holder) {
        return display.pci().vendor() == Chips.NVIDIA && display.bootVga().value().filter(first -> !first).isPresent()
                && (holder.process().equals("Xorg") || holder.process().equals("X"));
    }
}
