package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.underpass.pci.Topology;

/**
 * What firmware keeps for root buses: the outermost {@code PCI Bus} ranges of /proc/iomem, or, where only root would
 * see them, the kernel's lines {@code pci_bus 0000:00: root bus resource [mem 0x…-0x… window]}.
 */
final class FirmwareWindows {
    private static final String NAME = "PCI Bus ";
    private static final Pattern LOGGED = Pattern.compile("pci_bus ([0-9a-f]{4,8}:[0-9a-f]{2}): root bus resource "
            + "\\[mem 0x([0-9a-f]{1,16})-0x([0-9a-f]{1,16})(?: window| pref)*\\]");
    /** Where VGA's window is: no BAR ever lies there. */
    private static final long FIRST_MIB = 1 << 20;

    private FirmwareWindows() {
    }

    static Fact<List<MmioBudget.FirmwareWindow>> of(Host host) {
        Fact<IoMemory> memory = host.ioMemory();
        if (memory instanceof Fact.Known<IoMemory> known) {
            Set<String> roots = host.topology().rootBuses().stream().map(Topology.PciBus::toString)
                    .collect(Collectors.toSet());
            List<MmioBudget.FirmwareWindow> found = new ArrayList<>();
            known.it().resources().forEach(resource -> add(resource, roots, found));
            return Fact.known(found, IoMemory.FILE);
        }
        Fact<KernelLog> log = host.kernel().log();
        List<MmioBudget.FirmwareWindow> logged = log.map(FirmwareWindows::logged).orElse(List.of());
        return !logged.isEmpty() ? log.map(any -> logged) : memory.map(any -> List.of());
    }

    /** A resource that is no bus's may hold some: firmware's reservations lie around them. */
    private static void add(IoMemory.Resource resource, Set<String> roots, List<MmioBudget.FirmwareWindow> found) {
        String bus = resource.name().startsWith(NAME) ? resource.name().substring(NAME.length()) : "";
        if (roots.contains(bus)) {
            if (Long.compareUnsigned(resource.start(), FIRST_MIB) >= 0) {
                found.add(new MmioBudget.FirmwareWindow(bus, resource.start(), resource.end(), 0, resource.source()));
            }
            return;
        }
        resource.children().forEach(child -> add(child, roots, found));
    }

    private static List<MmioBudget.FirmwareWindow> logged(KernelLog log) {
        List<MmioBudget.FirmwareWindow> found = new ArrayList<>();
        for (KernelLog.Entry line : log.findAll("root bus resource [mem ")) {
            Matcher matcher = LOGGED.matcher(line.text());
            Optional<Long> start = matcher.find() ? Reader.parseHex(matcher.group(2)) : Optional.empty();
            Optional<Long> end = start.isPresent() ? Reader.parseHex(matcher.group(3)) : Optional.empty();
            if (end.isPresent() && Long.compareUnsigned(start.get(), FIRST_MIB) >= 0) {
                found.add(new MmioBudget.FirmwareWindow(matcher.group(1), start.get(), end.get(), 0,
                        log.source(line)));
            }
        }
        return found;
    }
}
