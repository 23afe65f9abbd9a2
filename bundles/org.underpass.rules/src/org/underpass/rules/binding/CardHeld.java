package org.underpass.rules.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostHolders;
import org.underpass.host.HostKernel;
import org.underpass.profile.HolderAction;
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

/** C09: something has the card open that is to be taken from its driver. */
public final class CardHeld implements Rule {
    private static final RuleInfo INFO = RuleText.of("C09", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("a process has the card open")
            .why("A driver that is taken away while somebody uses it hangs, and once that has begun, closing the card "
                    + "no longer helps: the driver has left its own list already.")
            .cure("End what has the card open, and stop nvidia-persistenced, before the card is taken; or bind it to "
                    + "vfio-pci when the host starts.")
            .symptoms("with non-zero usage count", "Module nvidia_drm is in use", "Module nvidia is in use")
            .references("https://github.com/NVIDIA/open-gpu-kernel-modules/issues/1119",
                    "https://github.com/NVIDIA/open-gpu-kernel-modules/issues/1374",
                    "https://github.com/kubevirt/kubevirt/issues/8549",
                    "https://github.com/QaidVoid/Complete-Single-GPU-Passthrough/issues/44",
                    "https://github.com/joeknock90/Single-GPU-Passthrough/issues/18",
                    "https://github.com/joeknock90/Single-GPU-Passthrough/issues/25")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction display : Unbinding.displays(context)) {
            List<HostHolders.Holder> holders = Unbinding.holders(context.host(), display).stream()
                    .filter(h -> !Unbinding.isCompositor(h.process())).toList();
            List<Evidence> evidence = new ArrayList<>();
            holders.forEach(h -> evidence.add(Unbinding.evidence(h)));
            boolean nvidia = display.driver().value().filter("nvidia"::equals).isPresent();
            Optional<Evidence> daemon = nvidia ? daemon(context.host(), holders) : Optional.empty();
            daemon.ifPresent(evidence::add);
            if (evidence.isEmpty() && nvidia && Unbinding.holders(context.host(), display).isEmpty()) {
                inUse(context.host()).ifPresent(evidence::add);
            }
            if (evidence.isEmpty()) {
                continue;
            }
            Finding.Builder finding = Finding.of(INFO, display.address().toString())
                    .severity(severity(context, holders))
                    .message(holders.isEmpty() ? "driver " + display.driver().orElse("") + " of " + display.address()
                            + " is in use" : Unbinding.names(holders) + (holders.stream().map(h -> h.pid()).distinct()
                            .count() == 1 ? " has " : " have ") + display.address() + " open")
                    .at(Given.place(context, display.address()))
                    .evidence(evidence)
                    .evidence(Evidence.of("driver " + display.driver().orElse(""), display.driver()));
            if (daemon.isPresent()) {
                finding.fix(new Fix.HostChange("stop nvidia-persistenced before the card is taken",
                        Fix.HostChange.Kind.SERVICE, "nvidia-persistenced.service", "stopped"));
            }
            Unbinding.ways(context, holders).forEach(finding::fix);
            findings.accept(finding.build());
        }
    }

    /** Grave where the card is taken while the host runs and nobody asks the holders to end. */
    private static Severity severity(RuleContext context, List<HostHolders.Holder> holders) {
        boolean asked = Given.machine(context).map(vm -> vm.switching().holders())
                .filter(HolderAction.TERMINATE::equals).isPresent();
        return Given.bindsAtStart(context) && !holders.isEmpty() && !asked ? Severity.ERROR : Severity.WARNING;
    }

    private static Optional<Evidence> daemon(Host host, List<HostHolders.Holder> holders) {
        Fact<Boolean> enabled = host.programs().isServiceEnabled("nvidia-persistenced.service");
        boolean seen = holders.stream().anyMatch(h -> h.process().startsWith("nvidia-persist"));
        return enabled.orElse(false) || seen ? Optional.of(Evidence.of("nvidia-persistenced keeps the driver awake",
                enabled.orElse(false) ? enabled.source() : holders.stream()
                        .filter(h -> h.process().startsWith("nvidia-persist")).findFirst().orElseThrow().source()))
                : Optional.empty();
    }

    /** More holders of the module than other modules: processes, or its console. */
    private static Optional<Evidence> inUse(Host host) {
        Fact<Map<String, HostKernel.LoadedModule>> modules = host.kernel().modules();
        HostKernel.LoadedModule module = modules.orElse(Map.of()).get("nvidia_drm");
        return module != null && module.references() > module.users().size() ? Optional.of(Evidence.of("nvidia_drm has "
                + module.references() + " holders", modules)) : Optional.empty();
    }
}
