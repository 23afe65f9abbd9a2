package org.underpass.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The host's memory, huge pages, and how much of it may be locked. Sizes are in bytes. */
public final class HostMemory {

    /**
     * Huge pages of one size, of the whole host or of one node.
     *
     * @param pageSize bytes of one page
     * @param node     NUMA node; empty for the whole host
     * @param total    pages in the pool
     * @param free     pages not in use
     * @param source   where the pool is shown
     */
    public record HugePages(long pageSize, OptionalInt node, long total, long free, Provenance source) {
    }

    /**
     * A limit on locked memory.
     *
     * @param subject whom it is for: a user, {@code @group}, {@code *}, a systemd unit, or {@code process}
     * @param bytes   empty for no limit
     * @param hard    whether it is the hard one
     */
    public record LockLimit(String subject, OptionalLong bytes, boolean hard, Provenance source) {
    }

    private static final String MEMINFO = "proc/meminfo";
    private static final String POOLS = "hugepages-";

    private final Reader reader;
    private final Lazy<Fact<Map<String, Long>>> info = new Lazy<>(this::readInfo);
    private final Lazy<Fact<List<HugePages>>> hugePages = new Lazy<>(this::readHugePages);
    private final Lazy<Fact<List<LockLimit>>> lockLimits = new Lazy<>(this::readLockLimits);

    HostMemory(Reader reader) {
        this.reader = reader;
    }

    /** All memory that the kernel manages. */
    public Fact<Long> total() {
        return entry("MemTotal");
    }

    /** An estimate of what a new program can have without swapping. */
    public Fact<Long> available() {
        return entry("MemAvailable");
    }

    /** Pools of huge pages, of the whole host first, then of each node; empty where the kernel has none. */
    public Fact<List<HugePages>> hugePages() {
        return hugePages.get();
    }

    /**
     * Limits on locked memory that are configured: pam_limits and the systemd units of libvirt. What is not
     * configured has the kernel's default of 8 MiB (since Linux 5.16; 64 KiB before).
     */
    public Fact<List<LockLimit>> lockLimits() {
        return lockLimits.get();
    }

    private Fact<Long> entry(String name) {
        return info.get().flatMap(all -> all.containsKey(name) ? Fact.known(all.get(name), MEMINFO)
                : Fact.unknown("no line " + name, MEMINFO));
    }

    private Fact<Map<String, Long>> readInfo() {
        return reader.lines(MEMINFO).map(lines -> {
            Map<String, Long> found = new HashMap<>();
            for (Reader.Line line : lines) {
                List<String> words = Reader.words(line.text());
                if (words.size() >= 2 && words.get(0).endsWith(":")) {
                    long unit = words.size() > 2 && words.get(2).equals("kB") ? 1024 : 1;
                    Reader.parseNumber(words.get(1)).ifPresent(value ->
                            found.put(words.get(0).substring(0, words.get(0).length() - 1), value * unit));
                }
            }
            return Map.copyOf(found);
        });
    }

    private Fact<List<HugePages>> readHugePages() {
        String global = "sys/kernel/mm/hugepages";
        Fact<List<String>> sizes = reader.tree().list(global);
        List<HugePages> pools = new ArrayList<>();
        addPools(global, OptionalInt.empty(), "free_hugepages", pools);
        for (String name : reader.tree().list(HostProcessors.NODES).orElse(List.of())) {
            if (name.startsWith("node")) {
                Optional<Long> number = Reader.parseNumber(name.substring(4));
                number.ifPresent(node -> addPools(HostProcessors.NODES + "/" + name + "/hugepages",
                        OptionalInt.of(node.intValue()), "free_hugepages", pools));
            }
        }
        if (!pools.isEmpty()) {
            return Fact.known(List.copyOf(pools), global);
        }
        Fact<Long> size = entry("Hugepagesize");
        Fact<Long> count = entry("HugePages_Total");
        Fact<Long> free = entry("HugePages_Free");
        if (size.isKnown() && count.isKnown() && free.isKnown()) {
            return Fact.known(List.of(new HugePages(size.orElse(0L), OptionalInt.empty(), count.orElse(0L),
                    free.orElse(0L), Provenance.of(MEMINFO))), MEMINFO);
        }
        return sizes.map(names -> List.of());
    }

    private void addPools(String directory, OptionalInt node, String freeName, List<HugePages> pools) {
        for (String name : reader.tree().list(directory).orElse(List.of())) {
            if (!name.startsWith(POOLS) || !name.endsWith("kB")) {
                continue;
            }
            String path = directory + "/" + name;
            Optional<Long> size = Reader.parseNumber(name.substring(POOLS.length(), name.length() - 2));
            Fact<Long> count = reader.number(path + "/nr_hugepages");
            Fact<Long> free = reader.number(path + "/" + freeName);
            if (size.isPresent() && count.isKnown() && free.isKnown()) {
                pools.add(new HugePages(size.get() << 10, node, count.orElse(0L), free.orElse(0L),
                        Provenance.of(path)));
            }
        }
    }

    private Fact<List<LockLimit>> readLockLimits() {
        List<LockLimit> found = new ArrayList<>();
        String main = "etc/security/limits.conf";
        Fact<List<Reader.Line>> first = reader.lines(main);
        first.value().ifPresent(lines -> addPamLimits(main, lines, found));
        String more = "etc/security/limits.d";
        Fact<List<String>> directory = reader.tree().list(more);
        for (String name : directory.orElse(List.of())) {
            if (name.endsWith(".conf")) {
                reader.lines(more + "/" + name).value()
                        .ifPresent(lines -> addPamLimits(more + "/" + name, lines, found));
            }
        }
        for (String unit : List.of("libvirtd.service", "virtqemud.service")) {
            addUnitLimits(unit, found);
        }
        return found.isEmpty() && first.isUnknown() && directory.isUnknown() ? first.map(lines -> List.of())
                : Fact.known(List.copyOf(found), main);
    }

    private static void addPamLimits(String file, List<Reader.Line> lines, List<LockLimit> found) {
        for (Reader.Line line : lines) {
            List<String> words = Reader.words(line.text());
            if (words.size() < 4 || words.get(0).startsWith("#") || !words.get(2).equals("memlock")) {
                continue;
            }
            Optional<OptionalLong> bytes = limit(words.get(3), 1024);
            if (bytes.isPresent()) {
                Provenance source = Provenance.line(file, line.number());
                if (!words.get(1).equals("hard")) {
                    found.add(new LockLimit(words.get(0), bytes.get(), false, source));
                }
                if (!words.get(1).equals("soft")) {
                    found.add(new LockLimit(words.get(0), bytes.get(), true, source));
                }
            }
        }
    }

    private void addUnitLimits(String unit, List<LockLimit> found) {
        List<String> files = new ArrayList<>();
        for (String base : List.of("usr/lib/systemd/system/", "lib/systemd/system/", "etc/systemd/system/")) {
            files.add(base + unit);
            for (String name : reader.tree().list(base + unit + ".d").orElse(List.of())) {
                files.add(base + unit + ".d/" + name);
            }
        }
        for (String file : files) {
            for (Reader.Line line : reader.lines(file).orElse(List.of())) {
                if (line.text().startsWith("LimitMEMLOCK=")) {
                    String value = line.text().substring("LimitMEMLOCK=".length()).strip();
                    limit(PciFiles.lastName(value.replace(':', '/')), 1).ifPresent(bytes -> found.add(
                            new LockLimit(unit, bytes, true, Provenance.line(file, line.number()))));
                }
            }
        }
    }

    /** A number with systemd's suffixes, or a word for no limit. */
    private static Optional<OptionalLong> limit(String text, long unit) {
        if (text.equals("unlimited") || text.equals("infinity") || text.equals("-1")) {
            return Optional.of(OptionalLong.empty());
        }
        int power = text.isEmpty() ? -1 : "KMGT".indexOf(text.charAt(text.length() - 1));
        return Reader.parseNumber(power < 0 ? text : text.substring(0, text.length() - 1))
                .map(number -> OptionalLong.of(power < 0 ? number * unit : number << 10 * (power + 1)));
    }
}
