package org.underpass.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The host's processors. */
public final class HostProcessors {

    /** Who made the processors, as far as virtualisation cares. */
    public enum Vendor {
        INTEL, AMD, ARM, OTHER
    }

    /**
     * A logical CPU.
     *
     * @param number the kernel's number
     * @param pkg    physical package, where shown
     * @param core   number of the core within its package, where shown
     * @param node   NUMA node, where shown
     */
    public record Cpu(int number, OptionalInt pkg, OptionalInt core, OptionalInt node) {
    }

    static final String NODES = "sys/devices/system/node";
    private static final String CPUS = "sys/devices/system/cpu";
    private static final String INFO = "proc/cpuinfo";

    private final Reader reader;
    private final Lazy<Fact<Map<String, String>>> info = new Lazy<>(this::readInfo);
    private final Lazy<Fact<List<Cpu>>> cpus = new Lazy<>(this::readCpus);
    private final Lazy<Fact<List<Integer>>> nodes = new Lazy<>(this::readNodes);

    HostProcessors(Reader reader) {
        this.reader = reader;
    }

    /** The maker, from the first processor. */
    public Fact<Vendor> vendor() {
        return info.get().flatMap(all -> {
            String id = all.get("vendor_id");
            if (id == null) {
                return all.containsKey("CPU implementer") ? Fact.known(Vendor.ARM, INFO)
                        : Fact.unknown("no line vendor_id", INFO);
            }
            return Fact.known(switch (id) {
                case "GenuineIntel" -> Vendor.INTEL;
                case "AuthenticAMD", "HygonGenuine" -> Vendor.AMD;
                default -> Vendor.OTHER;
            }, INFO);
        });
    }

    /** The model's name for people. */
    public Fact<String> modelName() {
        return value("model name");
    }

    /** Words of the {@code flags} line of the first processor. */
    public Fact<Set<String>> flags() {
        return value("flags").map(text -> Set.copyOf(new HashSet<>(Reader.words(text))));
    }

    /** Whether the processor can run guests itself: {@code vmx} or {@code svm} is among its flags. */
    public Fact<Boolean> virtualization() {
        return flags().map(all -> all.contains("vmx") || all.contains("svm"));
    }

    /** Bits of a physical address. */
    public Fact<Integer> physicalAddressBits() {
        return value("address sizes").flatMap(text -> {
            List<String> words = Reader.words(text);
            Optional<Long> bits = words.isEmpty() ? Optional.empty() : Reader.parseNumber(words.getFirst());
            return bits.map(number -> Fact.known(number.intValue(), INFO))
                    .orElse(Fact.unknown("expected \"N bits physical\", found \"" + text + "\"", INFO));
        });
    }

    /** Logical CPUs that are online, by number. */
    public Fact<List<Cpu>> cpus() {
        return cpus.get();
    }

    /** Numbers of the NUMA nodes; one where the kernel knows of no more. */
    public Fact<List<Integer>> nodes() {
        return nodes.get();
    }

    private Fact<String> value(String name) {
        return info.get().flatMap(all -> all.containsKey(name) ? Fact.known(all.get(name), INFO)
                : Fact.unknown("no line " + name, INFO));
    }

    /** The lines of the first processor. */
    private Fact<Map<String, String>> readInfo() {
        return reader.text(INFO).map(text -> {
            Map<String, String> found = new HashMap<>();
            int block = text.indexOf("\n\n");
            for (Reader.Line line : Reader.split(block > 0 ? text.substring(0, block) : text)) {
                int colon = line.text().indexOf(':');
                if (colon > 0) {
                    found.putIfAbsent(line.text().substring(0, colon).strip(),
                            line.text().substring(colon + 1).strip());
                }
            }
            return Map.copyOf(found);
        });
    }

    private Fact<List<Cpu>> readCpus() {
        Fact<List<Integer>> online = reader.parsed(CPUS + "/online", "a list of CPUs", Reader::parseList);
        if (!online.isKnown()) {
            Fact<List<String>> names = reader.tree().list(CPUS);
            online = names.map(all -> all.stream().filter(name -> name.startsWith("cpu"))
                    .flatMap(name -> Reader.parseNumber(name.substring(3)).stream()).map(Long::intValue)
                    .sorted().toList());
        }
        if (online.value().filter(List::isEmpty).isPresent()) {
            return Fact.unknown("no CPU is shown", CPUS);
        }
        Map<Integer, Integer> nodeOf = new HashMap<>();
        for (int node : nodes().orElse(List.of())) {
            reader.parsed(NODES + "/node" + node + "/cpulist", "a list of CPUs", Reader::parseList).value()
                    .ifPresent(list -> list.forEach(cpu -> nodeOf.put(cpu, node)));
        }
        return online.map(numbers -> {
            List<Cpu> found = new ArrayList<>();
            for (int number : numbers) {
                String topology = CPUS + "/cpu" + number + "/topology/";
                Integer node = nodeOf.get(number);
                found.add(new Cpu(number, optional(topology + "physical_package_id"), optional(topology + "core_id"),
                        node == null ? OptionalInt.empty() : OptionalInt.of(node)));
            }
            return List.copyOf(found);
        });
    }

    private OptionalInt optional(String path) {
        return reader.integer(path).value().filter(number -> number >= 0).map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private Fact<List<Integer>> readNodes() {
        Fact<List<Integer>> online = reader.parsed(NODES + "/online", "a list of nodes", Reader::parseList);
        if (online.isKnown()) {
            return online;
        }
        return reader.tree().list(NODES).flatMap(names -> {
            List<Integer> found = names.stream().filter(name -> name.startsWith("node"))
                    .flatMap(name -> Reader.parseNumber(name.substring(4)).stream()).map(Long::intValue)
                    .sorted().toList();
            return found.isEmpty() ? Fact.unknown("no node is shown", NODES) : Fact.known(found, NODES);
        });
    }
}
