package org.underpass.host.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;
import org.underpass.pci.PciAddress;

/**
 * Who has device nodes of functions open: processes that would keep a driver from letting go. One look at
 * {@code /proc/PID/fd} of every process, some microseconds each.
 */
public final class Holders {
    private static final int MOST_COMMAND = 64;

    private final FileTree tree;
    private boolean partial;

    /**
     * A process.
     *
     * @param pid     its number
     * @param command its short name, as the kernel keeps it
     * @param unit    the unit of systemd or the session that it belongs to; absent where none is shown
     * @param nodes   what it has open, sorted
     */
    public record Holder(long pid, String command, Optional<String> unit, List<String> nodes) {
        public Holder {
            nodes = List.copyOf(nodes);
        }

        /** The process for people: {@code process 1432 (steam) of user@1000.service has /dev/dri/card1 open}. */
        public String describe() {
            return "process " + pid + " (" + command + ")" + unit.map(u -> " of " + u).orElse("") + " has "
                    + String.join(", ", nodes) + " open";
        }
    }

    public Holders(FileTree tree) {
        this.tree = tree;
    }

    /** Whether the last look could not see the files of some processes, as they are another user's. */
    public boolean partial() {
        return partial;
    }

    /** The processes that hold a function. */
    public List<Holder> of(PciAddress function) {
        return of(List.of(function));
    }

    /** The processes that hold any of some functions, by number. */
    public List<Holder> of(Collection<PciAddress> functions) {
        List<String> nodes = functions.stream().flatMap(f -> nodes(f).stream()).toList();
        List<Holder> holders = new ArrayList<>();
        partial = false;
        if (nodes.isEmpty()) {
            return holders;
        }
        Map<Long, TreeSet<String>> open = new LinkedHashMap<>();
        for (String name : tree.list("proc").orElse(List.of())) {
            if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10) {
                look(name, nodes, open);
            }
        }
        open.forEach((pid, found) -> holders.add(new Holder(pid, command(pid), unit(pid), List.copyOf(found))));
        holders.sort((a, b) -> Long.compare(a.pid, b.pid));
        return holders;
    }

    private void look(String pid, List<String> nodes, Map<Long, TreeSet<String>> open) {
        String folder = "proc/" + pid + "/fd";
        Fact<List<String>> files = tree.list(folder);
        partial |= files.isUnknown() && tree.exists("proc/" + pid + "/comm");
        for (String file : files.orElse(List.of())) {
            String target = tree.link(folder + "/" + file).orElse("");
            if (target.startsWith("/dev/") && nodes.contains(target)) {
                open.computeIfAbsent(Long.parseLong(pid), key -> new TreeSet<>()).add(target);
            }
        }
    }

    private String command(long pid) {
        String name = StepState.line(tree, "proc/" + pid + "/comm").orElse("?");
        return name.length() > MOST_COMMAND ? name.substring(0, MOST_COMMAND) : name;
    }

    private Optional<String> unit(long pid) {
        String text = StepState.line(tree, "proc/" + pid + "/cgroup").orElse("");
        Optional<String> last = Optional.empty();
        for (String part : text.substring(text.lastIndexOf('\n') + 1).split("/")) {
            if (part.endsWith(".service") || part.endsWith(".scope")) {
                last = Optional.of(part);
            }
        }
        return last;
    }

    /** The device nodes that a function's driver made. */
    private List<String> nodes(PciAddress function) {
        String folder = StepState.folder(function) + "/";
        List<String> nodes = new ArrayList<>();
        names(folder + "drm").filter(n -> n.startsWith("card") || n.startsWith("render"))
                .forEach(n -> nodes.add("/dev/dri/" + n));
        names(folder + "graphics").forEach(n -> nodes.add("/dev/" + n));
        names(folder + "sound").forEach(card -> names(folder + "sound/" + card)
                .filter(n -> n.startsWith("pcm") || n.startsWith("control") || n.startsWith("hw"))
                .forEach(n -> nodes.add("/dev/snd/" + n)));
        names(folder + "vfio-dev").forEach(n -> nodes.add("/dev/vfio/devices/" + n));
        Optional<String> driver = new StepState(tree).driver(function);
        if (driver.filter("vfio-pci"::equals).isPresent()) {
            tree.link(folder + "iommu_group").value().ifPresent(g -> nodes.add("/dev/vfio/" + StepState.lastName(g)));
        } else if (driver.filter("nvidia"::equals).isPresent()) {
            // Which card a descriptor of the common nodes is for, nobody tells.
            nodes.addAll(List.of("/dev/nvidiactl", "/dev/nvidia-modeset", "/dev/nvidia-uvm"));
            String facts = StepState.line(tree, "proc/driver/nvidia/gpus/" + function + "/information").orElse("");
            facts.lines().filter(l -> l.startsWith("Device Minor:"))
                    .forEach(l -> nodes.add("/dev/nvidia" + l.substring(l.indexOf(':') + 1).strip()));
        }
        return nodes;
    }

    private Stream<String> names(String folder) {
        return tree.list(folder).orElse(List.of()).stream();
    }
}
