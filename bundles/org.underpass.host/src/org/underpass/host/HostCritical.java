package org.underpass.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.pci.PciAddress;

/**
 * Functions that the host cannot do without. Each of the three questions has an answer of its own: a capture without
 * mounts says nothing about disks, whatever it says about the network.
 */
public final class HostCritical {

    /** Why the host needs a function. */
    public enum Kind {
        /** The root file system, or another that is mounted, is on it. */
        FILE_SYSTEM,
        /** The default route goes through it. */
        DEFAULT_ROUTE,
        /** The only keyboard hangs on it. */
        KEYBOARD
    }

    /**
     * One need.
     *
     * @param function the function
     * @param detail   the mount point, network interface or keyboard
     */
    public record Use(Kind kind, PciAddress function, String detail, Provenance source) {
    }

    private static final String BLOCK = "sys/class/block";
    private static final String NET = "sys/class/net";
    private static final String INPUT = "sys/class/input";
    private static final int MAX_DEPTH = 16;

    private final Reader reader;
    private final Lazy<Fact<List<Use>>> fileSystems = new Lazy<>(this::readFileSystems);
    private final Lazy<Fact<List<Use>>> routes = new Lazy<>(this::readRoutes);
    private final Lazy<Fact<List<Use>>> keyboards = new Lazy<>(this::readKeyboards);

    HostCritical(Reader reader) {
        this.reader = reader;
    }

    /** Functions that hold mounted file systems; unknown where the root file system's device cannot be found. */
    public Fact<List<Use>> fileSystems() {
        return fileSystems.get();
    }

    /** Functions that carry the default route; known and empty where there is none. */
    public Fact<List<Use>> defaultRoute() {
        return routes.get();
    }

    /** The USB controller that all keyboards hang on; known and empty where they hang on several or on none. */
    public Fact<List<Use>> keyboard() {
        return keyboards.get();
    }

    /** All needs that are known, by function. */
    public Map<PciAddress, List<Use>> all() {
        Map<PciAddress, List<Use>> found = new TreeMap<>();
        for (Fact<List<Use>> fact : List.of(fileSystems(), defaultRoute(), keyboard())) {
            for (Use use : fact.orElse(List.of())) {
                found.computeIfAbsent(use.function, key -> new ArrayList<>()).add(use);
            }
        }
        return found;
    }

    /** Needs of one function that are known. */
    public List<Use> of(PciAddress function) {
        return all().getOrDefault(function, List.of());
    }

    private Fact<List<Use>> readFileSystems() {
        String file = "proc/self/mounts";
        Fact<List<Reader.Line>> mounts = reader.lines(file);
        if (!mounts.isKnown()) {
            file = "proc/mounts";
            mounts = reader.lines(file);
        }
        String shown = file;
        return mounts.flatMap(lines -> {
            Map<String, Use> found = new LinkedHashMap<>();
            boolean root = false;
            for (Reader.Line line : lines) {
                List<String> words = Reader.words(line.text());
                if (words.size() < 3) {
                    continue;
                }
                boolean isRoot = words.get(1).equals("/");
                if (words.get(0).startsWith("/dev/")) {
                    Set<PciAddress> holders = holders(words.get(0).substring(5));
                    root |= isRoot && !holders.isEmpty();
                    holders.forEach(holder -> found.putIfAbsent(holder + words.get(1), new Use(Kind.FILE_SYSTEM, holder,
                            words.get(1), Provenance.line(shown, line.number()))));
                }
            }
            return root ? Fact.known(List.copyOf(found.values()), shown)
                    : Fact.unknown("the device of the root file system cannot be told", shown);
        });
    }

    private Set<PciAddress> holders(String device) {
        Set<PciAddress> found = new LinkedHashSet<>();
        String name = device.replace('/', '!');
        if (device.startsWith("mapper/")) {
            for (String candidate : reader.tree().list(BLOCK).orElse(List.of())) {
                if (candidate.startsWith("dm-") && reader.line(BLOCK + "/" + candidate + "/dm/name").value()
                        .filter(device.substring(7)::equals).isPresent()) {
                    name = candidate;
                }
            }
        }
        collectHolders(name, found, 0);
        return found;
    }

    /** A disk lies in its controller's directory; a mapped one has slaves. */
    private void collectHolders(String block, Set<PciAddress> found, int depth) {
        Fact<String> place = reader.tree().resolve(BLOCK + "/" + block);
        if (!place.isKnown() || depth > MAX_DEPTH) {
            return;
        }
        HostDisplays.innermost(place.orElse("")).ifPresent(found::add);
        for (String slave : reader.tree().list(place.orElse("") + "/slaves").orElse(List.of())) {
            collectHolders(slave, found, depth + 1);
        }
    }

    private Fact<List<Use>> readRoutes() {
        String file = "proc/net/route";
        Fact<List<Reader.Line>> routes = reader.lines(file);
        String file6 = "proc/net/ipv6_route";
        Fact<List<Reader.Line>> routes6 = reader.lines(file6);
        Map<String, Provenance> interfaces = new TreeMap<>();
        for (Reader.Line line : routes.orElse(List.of())) {
            List<String> words = Reader.words(line.text());
            if (words.size() > 7 && words.get(1).equals("00000000") && words.get(7).equals("00000000")) {
                interfaces.putIfAbsent(words.get(0), Provenance.line(file, line.number()));
            }
        }
        for (Reader.Line line : routes6.orElse(List.of())) {
            List<String> words = Reader.words(line.text());
            if (words.size() > 9 && words.get(1).equals("00") && words.get(0).equals("0".repeat(32))
                    && !words.get(9).equals("lo")) {
                interfaces.putIfAbsent(words.get(9), Provenance.line(file6, line.number()));
            }
        }
        return routes.flatMap(lines -> {
            List<Use> found = new ArrayList<>();
            for (Map.Entry<String, Provenance> entry : interfaces.entrySet()) {
                Set<PciAddress> carriers = new LinkedHashSet<>();
                collectCarriers(entry.getKey(), carriers, 0);
                carriers.forEach(carrier -> found.add(
                        new Use(Kind.DEFAULT_ROUTE, carrier, entry.getKey(), entry.getValue())));
            }
            return found.isEmpty() && !interfaces.isEmpty()
                    && !interfaces.keySet().stream().allMatch(name -> reader.tree().exists(NET + "/" + name))
                    ? Fact.unknown("the default route's interface is not shown", NET)
                    : Fact.known(List.copyOf(found), file);
        });
    }

    /** A network card lies in its function's directory; bridges, bonds and VLANs have lower interfaces. */
    private void collectCarriers(String name, Set<PciAddress> found, int depth) {
        Fact<String> place = reader.tree().resolve(NET + "/" + name);
        if (!place.isKnown() || depth > MAX_DEPTH) {
            return;
        }
        HostDisplays.innermost(place.orElse("")).ifPresent(found::add);
        for (String entry : reader.tree().list(place.orElse("")).orElse(List.of())) {
            if (entry.startsWith("lower_")) {
                collectCarriers(entry.substring(6), found, depth + 1);
            }
        }
    }

    private Fact<List<Use>> readKeyboards() {
        return reader.tree().list(INPUT).flatMap(names -> {
            Set<PciAddress> controllers = new TreeSet<>();
            List<Use> found = new ArrayList<>();
            boolean elsewhere = false;
            boolean readable = false;
            for (String name : names) {
                String path = INPUT + "/" + name;
                Fact<String> keys = name.startsWith("input") ? reader.line(path + "/capabilities/key")
                        : Fact.absent(path);
                readable |= keys.isKnown();
                if (!keys.isKnown() || !isKeyboard(keys.orElse(""))) {
                    continue;
                }
                Optional<PciAddress> controller =
                        HostDisplays.innermost(reader.tree().resolve(path).orElse(path));
                elsewhere |= controller.isEmpty();
                if (controller.isPresent() && controllers.add(controller.get())) {
                    found.add(new Use(Kind.KEYBOARD, controller.get(),
                            reader.line(path + "/name").orElse(name), Provenance.of(path)));
                }
            }
            return !readable ? Fact.unknown("no input device's keys are shown", INPUT)
                    : Fact.known(elsewhere || controllers.size() != 1 ? List.of() : List.copyOf(found), INPUT);
        });
    }

    /** As udev decides: keys 1 to 31, Escape to S, are all there (systemd, src/udev/udev-builtin-input_id.c). */
    private static boolean isKeyboard(String bitmap) {
        List<String> words = Reader.words(bitmap);
        return !words.isEmpty() && Reader.parseHex(words.getLast())
                .filter(low -> (low & 0xfffffffeL) == 0xfffffffeL).isPresent();
    }
}
