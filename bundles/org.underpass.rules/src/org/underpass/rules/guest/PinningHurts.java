package org.underpass.rules.guest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.HostProcessors;
import org.underpass.profile.CpuSet;
import org.underpass.profile.VmProfile;
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

/** F11: the guest's processors are pinned where they hurt. */
public final class PinningHurts implements Rule {
    private static final RuleInfo INFO = RuleText.of("F11", Severity.WARNING, Basis.DOCUMENTATION, Scope.ASSIGNMENT)
            .title("the guest's processors are pinned where they hurt")
            .why("A guest stutters when its processors share cores with the host, sit far from the "
                    + "card's memory, or leave none to the host.")
            .cure("Pin whole cores, on the node of the card, and leave at least one core to the host.")
            .references("https://looking-glass.io/docs/",
                    "https://github.com/spheenik/vfio-isolate")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        Optional<List<HostProcessors.Cpu>> cpus = context.host().processors().cpus().value();
        Set<Integer> pinned = new TreeSet<>();
        vm.ifPresent(v -> v.cpu().pinning().forEach(set -> pinned.addAll(set.numbers())));
        if (pinned.isEmpty() || cpus.isEmpty()) {
            return;
        }
        List<Evidence> wrong = new ArrayList<>();
        Set<Integer> online = new TreeSet<>();
        cpus.get().forEach(cpu -> online.add(cpu.number()));
        String source = context.host().processors().cpus().source().toString();
        if (pinned.containsAll(online)) {
            wrong.add(new Evidence("the guest may run on all of " + new CpuSet(List.copyOf(online))
                    + ", and the host keeps no processor", source));
        }
        if (!online.containsAll(pinned)) {
            Set<Integer> none = new TreeSet<>(pinned);
            none.removeAll(online);
            wrong.add(new Evidence("the host has no processors " + new CpuSet(List.copyOf(none)), source));
        }
        split(cpus.get(), pinned).forEach(text -> wrong.add(new Evidence(text, source)));
        far(context, cpus.get(), pinned).ifPresent(wrong::add);
        if (!wrong.isEmpty()) {
            findings.accept(Finding.of(INFO, "cpu.pinning")
                    .message("the guest's processors are pinned where they share with the host or sit far from the "
                            + "card")
                    .at(context.location("cpu.pinning"))
                    .evidence(wrong)
                    .fix(new Fix.Manual("pin whole cores of the card's node, and leave at least one core to the host",
                            Fix.Manual.Where.PROFILE)).build());
        }
    }

    /** Cores of which the guest has one thread and the host the other. */
    private static List<String> split(List<HostProcessors.Cpu> cpus, Set<Integer> pinned) {
        Map<String, List<Integer>> cores = new TreeMap<>();
        for (HostProcessors.Cpu cpu : cpus) {
            if (cpu.core().isPresent()) {
                cores.computeIfAbsent(cpu.pkg().orElse(0) + "/" + cpu.core().getAsInt(), k -> new ArrayList<>())
                        .add(cpu.number());
            }
        }
        List<String> found = new ArrayList<>();
        for (List<Integer> threads : cores.values()) {
            long ours = threads.stream().filter(pinned::contains).count();
            if (ours > 0 && ours < threads.size() && found.size() < 4) {
                found.add("processors " + new CpuSet(threads) + " are one core, of which the guest has only a part");
            }
        }
        return found;
    }

    private static Optional<Evidence> far(RuleContext context, List<HostProcessors.Cpu> cpus, Set<Integer> pinned) {
        Set<Integer> nodes = new TreeSet<>();
        for (HostProcessors.Cpu cpu : cpus) {
            if (pinned.contains(cpu.number()) && cpu.node().isPresent()) {
                nodes.add(cpu.node().getAsInt());
            }
        }
        return nodes.isEmpty() ? Optional.empty() : Given.displays(context).stream()
                .filter(f -> f.numaNode().value().filter(n -> !nodes.contains(n)).isPresent()).findFirst()
                .map(f -> Evidence.of(f.address() + " is near node " + f.numaNode().orElse(0)
                        + ", the processors are on " + nodes, f.numaNode()));
    }
}
