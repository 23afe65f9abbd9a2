package org.underpass.hypervisor.libvirt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.profile.CpuSet;
import org.underpass.profile.Machine;
import org.underpass.profile.MemoryPolicy;
import org.underpass.profile.NumaCell;

/** NUMA: what the guest sees of it, and where on the host its memory comes from. */
final class DomainNuma {
    private DomainNuma() {
    }

    static boolean hasHugepages(Machine machine) {
        return machine.numa().stream().anyMatch(c -> c.hugepages().orElse(0) > 0);
    }

    /** Page sizes, those of single nodes after the one that holds for the rest. */
    static void hugepages(Machine machine, Xml xml) {
        if (machine.hugepages().isEmpty() && !hasHugepages(machine)) {
            return;
        }
        xml.begin("hugepages");
        machine.hugepages().ifPresent(size -> page(size, xml).end());
        Map<Long, String> nodes = new LinkedHashMap<>();
        for (NumaCell cell : machine.numa()) {
            OptionalLong size = cell.hugepages();
            if (size.isPresent() && size.getAsLong() > 0) {
                nodes.merge(size.getAsLong(), Integer.toString(cell.index()), (a, b) -> a + "," + b);
            }
        }
        nodes.forEach((size, set) -> page(size, xml).with("nodeset", set).end());
        xml.end();
    }

    private static Xml page(long size, Xml xml) {
        return xml.begin("page").with("size", size >> 10).with("unit", "KiB");
    }

    static void tune(Machine machine, Xml xml) {
        Optional<CpuSet> nodes = machine.hostNodes().or(() -> machine.numaNode().isPresent()
                ? Optional.of(new CpuSet(List.of(machine.numaNode().getAsInt()))) : Optional.empty());
        List<NumaCell> own = machine.numa().stream().filter(c -> c.hostNodes().isPresent()).toList();
        if (nodes.isEmpty() && own.isEmpty()) {
            return;
        }
        xml.begin("numatune");
        nodes.ifPresent(set -> xml.begin("memory").with("mode", mode(machine.memoryPolicy())).with("nodeset", set)
                .end());
        for (NumaCell cell : own) {
            xml.begin("memnode").with("cellid", cell.index()).with("mode", mode(cell.policy()))
                    .with("nodeset", cell.hostNodes().orElseThrow()).end();
        }
        xml.end();
    }

    private static String mode(Optional<MemoryPolicy> policy) {
        return switch (policy.orElse(MemoryPolicy.BIND)) {
            case BIND -> "strict";
            case PREFERRED -> "preferred";
            case INTERLEAVE -> "interleave";
            case DEFAULT -> "restrictive";
        };
    }

    static void cells(Machine machine, Xml xml) {
        xml.begin("numa");
        for (NumaCell cell : machine.numa()) {
            xml.begin("cell").with("id", cell.index());
            cell.cpus().ifPresent(set -> xml.with("cpus", set));
            xml.with("memory", cell.memory() >> 10).with("unit", "KiB");
            cell.shared().ifPresent(shared -> xml.with("memAccess", shared ? "shared" : "private"));
            if (!cell.distances().isEmpty()) {
                xml.begin("distances");
                for (int other = 0; other < Math.min(machine.numa().size(), cell.distances().size()); other++) {
                    xml.begin("sibling").with("id", other).with("value", cell.distances().get(other)).end();
                }
                xml.end();
            }
            xml.end();
        }
        xml.end();
    }
}
