package org.underpass.rules.binding;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostFunction;
import org.underpass.host.IoMemory;
import org.underpass.pci.Bar;
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

/** C01: firmware's framebuffer claims a part of the card's memory. */
public final class FramebufferHoldsBar implements Rule {
    private static final RuleInfo INFO = RuleText.of("C01", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the boot framebuffer holds the card's memory")
            .why("VFIO cannot reserve a BAR in which the boot framebuffer still has a claim, and the guest gets a card "
                    + "whose memory it cannot use.")
            .cure("Keep the kernel from making a device of firmware's framebuffer, let firmware start on another "
                    + "adapter, or remove the card from the bus and scan for it again.")
            .symptoms("can't reserve [mem", "Performance may be slow", "PSP firmware loading failed")
            .references("https://github.com/siderolabs/talos/issues/14356",
                    "https://github.com/cosminmocan/vfio-single-amdgpu-passthrough/issues/3",
                    "QEMU docs/igd-assign.txt", "QEMU hw/vfio/pci.c")
            .info();

    /** Names under which boot framebuffers stand in /proc/iomem, lower case. */
    private static final Set<String> HOLDERS = Set.of("bootfb", "simpledrm", "simplefb", "simple-framebuffer", "efifb",
            "efidrm", "vesafb", "vesadrm", "offb", "ofdrm");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Fact<IoMemory> memory = context.host().ioMemory();
        if (!(memory instanceof Fact.Known<IoMemory> known)) {
            return;
        }
        for (HostFunction function : context.assignment().functions()) {
            for (Bar bar : function.pci().bars()) {
                Optional<IoMemory.Resource> holder = holder(known.it(), bar);
                if (holder.isPresent()) {
                    findings.accept(finding(context, function, bar, holder.get()));
                    break;
                }
            }
        }
    }

    private static Optional<IoMemory.Resource> holder(IoMemory memory, Bar bar) {
        OptionalLong end = bar.end();
        if (!bar.isMemory() || bar.address() == 0 || end.isEmpty()) {
            return Optional.empty();
        }
        return memory.within(bar.address(), end.getAsLong()).stream()
                .filter(resource -> HOLDERS.contains(resource.name().toLowerCase(Locale.ROOT))).findFirst();
    }

    private static Finding finding(RuleContext context, HostFunction function, Bar bar, IoMemory.Resource holder) {
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .message("the boot framebuffer (" + holder.name() + ") holds a part of BAR " + bar.index() + " of "
                        + function.address())
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of(String.format("%x-%x : %s", holder.start(), holder.end(), holder.name()),
                                holder.source()),
                        Evidence.of(String.format("BAR %d is %x-%x", bar.index(), bar.address(),
                                bar.end().getAsLong()), function.source("resource")));
        boolean tried = context.host().kernel().arguments().value()
                .filter(a -> a.values("initcall_blacklist").stream().anyMatch(v -> v.contains("sysfb_init")))
                .isPresent();
        if (!tried) {
            finding.fix(new Fix.HostChange("keep the kernel from making a device of firmware's framebuffer",
                    Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "initcall_blacklist", "sysfb_init"));
        }
        return finding.fix(new Fix.Manual("let firmware start on another adapter (primary display in its set-up)",
                        Fix.Manual.Where.FIRMWARE),
                new Fix.HostChange("remove the card from the bus before the guest starts, then scan again",
                        Fix.HostChange.Kind.SYSFS, function.source("remove").file(), "1"))
                .build();
    }
}
