package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Processes that have device nodes of graphics cards or of VFIO open: {@code underpass/holders}, or links in
 * {@code proc/PID/fd}. On the live machine it costs a look at every open file of every process, once, when first asked
 * for. Who is not root sees only what is his own, so a list that lacks a process proves nothing.
 */
public final class HostHolders {

    /**
     * A process with an open device.
     *
     * @param pid     its number
     * @param process what it calls itself ({@code comm}), at most 15 characters; empty where that is not shown
     * @param device  the node: {@code dev/dri/card0}, {@code dev/nvidia0}, {@code dev/vfio/12}
     */
    public record Holder(int pid, String process, String device, Provenance source) {
    }

    private static final String PROC = "proc";
    private static final String LIST = "underpass/holders";
    private static final List<String> KINDS = List.of("dev/dri/", "dev/nvidia", "dev/vfio/", "dev/fb");

    private final Reader reader;
    private final Lazy<Fact<List<Holder>>> all = new Lazy<>(this::read);

    HostHolders(Reader reader) {
        this.reader = reader;
    }

    /** All that are shown, by process and device, each pair once; unknown where no process's open files are shown. */
    public Fact<List<Holder>> all() {
        return all.get();
    }

    /** Those of one node. */
    public List<Holder> of(String device) {
        return all().orElse(List.of()).stream().filter(h -> h.device.equals(device)).toList();
    }

    /**
     * Those that have a node of a function open: its DRM nodes, and NVIDIA's own nodes, where it is the only function
     * that NVIDIA's driver drives.
     */
    public List<Holder> of(HostFunction function, List<HostFunction> functions) {
        if (!all().isKnown() || all().orElse(List.of()).isEmpty()) {
            return List.of();
        }
        Set<String> nodes = new TreeSet<>();
        for (String name : reader.tree().list(function.source("drm").file()).orElse(List.of())) {
            nodes.add("dev/dri/" + name);
        }
        boolean nvidia = isOfNvidia(function) && functions.stream().filter(HostHolders::isOfNvidia).count() == 1;
        return all().orElse(List.of()).stream()
                .filter(h -> nodes.contains(h.device) || nvidia && h.device.startsWith("dev/nvidia")).toList();
    }

    private static boolean isOfNvidia(HostFunction function) {
        return function.driver().value().filter("nvidia"::equals).isPresent();
    }

    private Fact<List<Holder>> read() {
        Fact<List<Holder>> listed = reader.lines(LIST).map(HostHolders::parse);
        return listed.isKnown() ? listed : fromProcesses();
    }

    /** Lines of process, descriptor, node and the process's name. */
    private static List<Holder> parse(List<Reader.Line> lines) {
        List<Holder> found = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Reader.Line line : lines) {
            String[] words = line.text().split(" ", 4);
            Optional<Long> pid = words.length < 3 ? Optional.empty() : Reader.parseNumber(words[0]);
            if (pid.isPresent() && seen.add(words[0] + " " + words[2])) {
                found.add(new Holder(pid.get().intValue(), words.length > 3 ? words[3] : "", withoutRoot(words[2]),
                        Provenance.line(LIST, line.number())));
            }
        }
        return List.copyOf(found);
    }

    private Fact<List<Holder>> fromProcesses() {
        Fact<List<String>> names = reader.tree().list(PROC);
        if (!names.isKnown()) {
            return names.map(n -> List.of());
        }
        List<Holder> found = new ArrayList<>();
        boolean shown = false;
        for (String name : names.orElse(List.of())) {
            Optional<Long> pid = Character.isDigit(name.charAt(0)) ? Reader.parseNumber(name) : Optional.empty();
            if (pid.isPresent()) {
                Fact<List<String>> open = reader.tree().list(PROC + "/" + name + "/fd");
                shown |= open.isKnown();
                collect(pid.get().intValue(), PROC + "/" + name, open.orElse(List.of()), found);
            }
        }
        return shown ? Fact.known(List.copyOf(found), PROC) : Fact.unknown("no open files are shown", PROC);
    }

    private void collect(int pid, String process, List<String> open, List<Holder> found) {
        Set<String> seen = new TreeSet<>();
        String name = null;
        for (String number : open) {
            String path = process + "/fd/" + number;
            Optional<String> device = reader.tree().link(path).value().map(HostHolders::withoutRoot)
                    .filter(target -> KINDS.stream().anyMatch(target::startsWith));
            if (device.isPresent() && seen.add(device.get())) {
                name = name == null ? reader.line(process + "/comm").orElse("") : name;
                found.add(new Holder(pid, name, device.get(), Provenance.of(path)));
            }
        }
    }

    /** A capture writes absolute links as relative ones. */
    private static String withoutRoot(String target) {
        int at = 0;
        while (target.startsWith("../", at)) {
            at += 3;
        }
        return at == 0 && target.startsWith("/") ? target.substring(1) : target.substring(at);
    }

    /** The group of a node of VFIO; empty for the node that all share, and for iommufd's. */
    public static Optional<String> groupOf(Holder holder) {
        String group = holder.device.startsWith("dev/vfio/") ? holder.device.substring(9) : "";
        return group.isEmpty() || !Character.isDigit(group.charAt(0)) ? Optional.empty() : Optional.of(group);
    }
}
