package org.underpass.ui.hosts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.underpass.engine.CardJudge;
import org.underpass.engine.CardVerdict;
import org.underpass.engine.Plugins;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostCritical;
import org.underpass.host.HostException;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.host.HostSources;
import org.underpass.pci.PciAddress;

/**
 * A host that was read and judged: everything that the views show of it without asking again. Immutable.
 *
 * @param spec      the words by which it was opened, as after {@code --host}
 * @param host      the host itself
 * @param functions all functions, by address
 * @param verdicts  one for each graphics card, by address
 * @param unknowns  what the source does not show and judgement would need, one sentence each
 * @param millis    how long reading and judging took
 */
public record Machine(String spec, Host host, Map<PciAddress, FunctionNode> functions, List<CardVerdict> verdicts,
        List<String> unknowns, ResetForecaster forecaster, long millis) {

    /**
     * Reads and judges. Takes some tenths of a second for a large machine: not for the UI thread.
     *
     * @throws HostException with one line that says what is wrong with the source
     */
    public static Machine open(String spec, Supplier<Plugins> plugins, IProgressMonitor monitor) throws HostException {
        long begin = System.nanoTime();
        Host host = HostSources.open(spec);
        List<HostFunction> functions = host.functions();
        check(monitor);
        Plugins parts = plugins.get();
        List<CardVerdict> verdicts = new CardJudge(parts).judge(host);
        check(monitor);
        Map<PciAddress, List<HostCritical.Use>> critical = host.critical().all();
        Map<PciAddress, FunctionNode> nodes = new TreeMap<>();
        ResetForecaster forecaster = new ResetForecaster(host, parts, failure -> { });
        for (HostFunction function : functions) {
            Optional<CardVerdict> verdict = verdicts.stream()
                    .filter(v -> v.card().functions().contains(function)).findFirst();
            nodes.put(function.address(), new FunctionNode(spec, host, function,
                    host.groups().of(function.address()), critical.getOrDefault(function.address(), List.of()),
                    verdict, forecaster));
        }
        return new Machine(spec, host, nodes, verdicts, unknowns(host), forecaster,
                (System.nanoTime() - begin) / 1_000_000);
    }

    private static void check(IProgressMonitor monitor) {
        if (monitor.isCanceled()) {
            throw new OperationCanceledException();
        }
    }

    private static List<String> unknowns(Host host) {
        Map<String, Fact<?>> asked = new LinkedHashMap<>();
        asked.put("IOMMUs that the kernel drives", host.iommu().units());
        asked.put("disks that the host needs", host.critical().fileSystems());
        asked.put("network that the host needs", host.critical().defaultRoute());
        asked.put("keyboards", host.critical().keyboard());
        asked.put("ACPI tables", host.iommu().tableNames());
        asked.put("memory", host.memory().total());
        asked.put("processors", host.processors().cpus());
        List<String> all = new ArrayList<>();
        asked.forEach((what, fact) -> {
            if (fact instanceof Fact.Unknown<?> unknown) {
                all.add(what + ": " + unknown.why() + " (" + unknown.source() + ")");
            }
        });
        switch (host.groups().source()) {
            case KERNEL -> { }
            case COMPUTED -> all.add("the kernel's IOMMU groups: computed from configuration space instead");
            case UNKNOWN -> all.add("IOMMU groups: neither the kernel's nor enough to compute them");
        }
        host.notes().forEach(all::add);
        return List.copyOf(all);
    }

    /** Functions by IOMMU group, those in none last. */
    public List<GroupNode> byGroup() {
        List<GroupNode> all = new ArrayList<>();
        List<FunctionNode> rest = new ArrayList<>(functions.values());
        for (Group group : host.groups().all()) {
            List<FunctionNode> members = new ArrayList<>();
            for (PciAddress address : group.functions()) {
                Optional.ofNullable(functions.get(address)).ifPresent(members::add);
            }
            rest.removeAll(members);
            all.add(GroupNode.of(this, group, members));
        }
        if (!rest.isEmpty()) {
            all.add(GroupNode.none(this, rest));
        }
        return all;
    }

    /** Functions by bus. */
    public List<GroupNode> byBus() {
        Map<String, List<FunctionNode>> buses = new LinkedHashMap<>();
        functions.forEach((address, node) -> buses.computeIfAbsent(
                "%04x:%02x".formatted(address.domain(), address.bus()), b -> new ArrayList<>()).add(node));
        List<GroupNode> all = new ArrayList<>();
        buses.forEach((bus, members) -> all.add(GroupNode.bus(this, bus, members)));
        return all;
    }

    /** What a profile of this host's name is shown under. */
    public String title() {
        return host.name();
    }
}
