package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.host.IoMemory;
import org.underpass.pci.Bar;
import org.underpass.pci.PciAddress;

/**
 * Whose addresses a function's DMA reaches: the host's memory and other functions' BARs, through the mappings it has,
 * and past them, where nothing makes a request to a neighbour go up to the IOMMU first.
 */
final class IommuReach {
    private static final int STORAGE = 0x01;
    private static final long FIRST_MESSAGE = 0xfee00000L;
    private static final long LAST_MESSAGE = 0xfeefffffL;

    /** A range of physical addresses that is reached. */
    record Window(long first, long last, boolean write) {
    }

    /**
     * A BAR of another function.
     *
     * @param bytes how many of its bytes are reached through the IOMMU
     * @param write whether any of them can be written
     */
    private record Target(HostFunction function, Bar bar, long bytes, boolean write, boolean neighbour) {
        boolean isReached() {
            return bytes > 0 || neighbour;
        }
    }

    private final Host host;
    private final PciAddress requester;
    private final String treatment;
    private final List<Window> windows;
    private final Set<PciAddress> neighbours;
    private final List<Target> targets = new ArrayList<>();

    /** @param treatment as {@code iommu tables --mappings} says it */
    IommuReach(Host host, PciAddress requester, String treatment, List<Window> windows) {
        this.host = host;
        this.requester = requester;
        this.treatment = treatment;
        this.windows = treatment.equals("passed-through") ? List.of(new Window(0, -1, true)) : windows;
        this.neighbours = host.groups().of(requester).filter(group -> group.source() != HostGroups.Source.UNKNOWN)
                .map(HostGroups.Group::functions).orElse(List.of()).stream()
                .filter(other -> !other.equals(requester)).collect(Collectors.toSet());
        for (HostFunction function : host.functions()) {
            for (Bar bar : function.address().equals(requester) ? List.<Bar>of() : function.pci().bars()) {
                if (bar.isMemory() && bar.kind() != Bar.Kind.ROM && bar.address() != 0 && bar.end().isPresent()) {
                    targets.add(target(function, bar));
                }
            }
        }
    }

    private Target target(HostFunction function, Bar bar) {
        long last = bar.end().getAsLong();
        return new Target(function, bar, reached(bar.address(), last), windows.stream().anyMatch(
                window -> window.write && shared(window, bar.address(), last) > 0),
                neighbours.contains(function.address()));
    }

    private long reached(long first, long last) {
        return windows.stream().mapToLong(window -> shared(window, first, last)).sum();
    }

    private static long shared(Window window, long first, long last) {
        long from = Long.compareUnsigned(window.first, first) > 0 ? window.first : first;
        long to = Long.compareUnsigned(window.last, last) < 0 ? window.last : last;
        return Long.compareUnsigned(from, to) <= 0 ? to - from + 1 : 0;
    }

    private List<IoMemory.Resource> memory(String name) {
        List<IoMemory.Resource> found = new ArrayList<>();
        host.ioMemory().value().ifPresent(memory -> memory.resources().stream()
                .filter(resource -> resource.name().equals("System RAM")).forEach(ram -> {
                    if (name.isEmpty()) {
                        found.add(ram);
                    }
                    ram.children().stream().filter(child -> !name.isEmpty() && child.name().startsWith(name))
                            .forEach(found::add);
                }));
        return found;
    }

    private static long size(List<IoMemory.Resource> resources) {
        return resources.stream().mapToLong(resource -> resource.end() - resource.start() + 1).sum();
    }

    private long reached(List<IoMemory.Resource> resources) {
        return resources.stream().mapToLong(resource -> reached(resource.start(), resource.end())).sum();
    }

    Json json() {
        Json json = Json.object();
        List<IoMemory.Resource> ram = memory("");
        if (!ram.isEmpty()) {
            json.put("memory", Json.object().put("total", size(ram)).put("reached", reached(ram))
                    .put("kernelReached", reached(memory("Kernel "))));
        }
        return json.list("bars", targets, target -> Json.object()
                        .put("function", target.function.address().toString())
                        .put("bar", target.bar.index())
                        .put("address", Words.hex(target.bar.address()))
                        .put("size", target.bar.size())
                        .put("reached", target.bytes)
                        .put("writable", target.write)
                        .put("pastTheIommu", target.neighbour))
                .put("interrupts", Json.object().put("first", Words.hex(FIRST_MESSAGE))
                        .put("last", Words.hex(LAST_MESSAGE)).put("remapped", remapped()))
                .strings("verdict", verdict());
    }

    void text(Text text) {
        text.blank();
        verdict().forEach(text::line);
    }

    /** By the kernel's log; empty where it does not go back to the boot, or says neither. */
    private Optional<Boolean> remapped() {
        return host.kernel().log().value().flatMap(log -> log.find("IRQ remapping in").isPresent()
                || log.find("Interrupt remapping enabled").isPresent() ? Optional.of(true)
                : log.fromBoot() && log.find("IRQ remapping").isEmpty() ? Optional.of(false) : Optional.empty());
    }

    private List<String> verdict() {
        List<String> all = new ArrayList<>();
        memoryVerdict().ifPresent(all::add);
        for (Target target : targets) {
            boolean disk = target.function.pci().classCode() >>> 16 == STORAGE;
            if (target.isReached() || disk) {
                all.add(sentence(target, disk));
            }
        }
        if (targets.stream().noneMatch(Target::isReached)) {
            all.add("It reaches no other function's registers" + stops());
        } else if (targets.stream().noneMatch(target -> target.bytes > 0)) {
            all.add("Through the IOMMU it reaches no other function's registers" + stops());
        }
        all.add("What it writes to " + Words.hex(FIRST_MESSAGE) + " to " + Words.hex(LAST_MESSAGE)
                + " is an interrupt, not memory" + remapped().map(on -> on
                        ? "; interrupt remapping lets through only those that it was given"
                        : "; without interrupt remapping it can raise any").orElse(""));
        return all;
    }

    private String stops() {
        return switch (treatment) {
            case "blocked" -> ": its entry lets nothing pass";
            case "passed-through" -> "";
            default -> ": no mapping leads there";
        };
    }

    private Optional<String> memoryVerdict() {
        List<IoMemory.Resource> ram = memory("");
        if (ram.isEmpty()) {
            return Optional.of("Where the host's memory lies is not shown, so how much of it is reached is not known");
        }
        long kernel = reached(memory("Kernel "));
        long reached = reached(ram);
        boolean shown = !memory("Kernel ").isEmpty();
        return Optional.of((reached == 0 ? "It cannot reach the host's memory" + stops() : "It reaches "
                + Words.about(reached) + " of the host's " + Words.about(size(ram)) + " of memory")
                + (!shown || reached == 0 ? "" : kernel > 0 ? ", the kernel's own code or data among it"
                        : ", nothing of the kernel's own code and data"));
    }

    private String sentence(Target target, boolean disk) {
        String name = "BAR " + target.bar.index() + " of " + target.function.address() + " ("
                + (disk ? "disk controller, " : "") + host.nameOf(target.function) + ")";
        return target.bytes > 0 ? "It can " + (target.write ? "write to " : "read from ") + name
                + ", through the IOMMU" + (treatment.equals("passed-through") ? ", which passes everything" : "")
                : target.neighbour ? "It may reach " + name + " past the IOMMU: both are in one group, as nothing makes"
                        + " requests between them go up"
                : "It cannot reach " + name + stops();
    }
}
