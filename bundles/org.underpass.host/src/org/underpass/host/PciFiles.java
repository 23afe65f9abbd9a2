package org.underpass.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.underpass.pci.Bars;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.PciFunctionBuilder;

/** Finds the PCI functions of a sysfs tree. */
final class PciFiles {

    static final String DEVICES = "sys/bus/pci/devices";
    static final String GROUPS = "sys/kernel/iommu_groups";
    static final String SLOTS = "sys/bus/pci/slots";
    /** Deep enough for every chain of bridges: each takes a bus number. */
    private static final int MAX_DEPTH = 256;

    private static final byte[] NOTHING = {};

    private final Reader reader;
    private final Map<PciAddress, HostFunction> functions = new TreeMap<>();
    private final Map<PciAddress, PciAddress> parents = new HashMap<>();
    private final Map<PciAddress, Set<String>> names = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Lazy<Set<String>> allNames = new Lazy<>(this::collectNames);

    private PciFiles(Reader reader) {
        this.reader = reader;
    }

    /** Reads identity, resources and configuration space of all functions. */
    static PciFiles read(Reader reader) {
        PciFiles files = new PciFiles(reader);
        Fact<List<String>> devices = reader.tree().list(DEVICES);
        if (devices.isKnown()) {
            for (String name : devices.orElse(List.of())) {
                PciAddress.tryParse(name).ifPresent(address -> files.add(address, DEVICES + "/" + name));
            }
        } else {
            // A capture of sys/devices alone: the same directories, found by walking down the bridges.
            for (String name : reader.tree().list("sys/devices").orElse(List.of())) {
                if (name.startsWith("pci")) {
                    files.walk("sys/devices/" + name, 0);
                }
            }
        }
        return files;
    }

    Map<PciAddress, HostFunction> functions() {
        return functions;
    }

    /** Bridge above each function, where the nesting of directories shows it. */
    Map<PciAddress, PciAddress> parents() {
        return parents;
    }

    /** Sentences about what is there but could not be read as a function. */
    List<String> notes() {
        return notes;
    }

    private void walk(String directory, int depth) {
        for (String name : reader.tree().list(directory).orElse(List.of())) {
            Optional<PciAddress> address = PciAddress.tryParse(name);
            String path = directory + "/" + name;
            if (address.isPresent() && depth < MAX_DEPTH && !reader.tree().link(path).isKnown()) {
                add(address.get(), path);
                walk(path, depth + 1);
            }
        }
    }

    private void add(PciAddress address, String path) {
        String place = reader.tree().resolve(path).orElse(path);
        Fact<List<String>> listed = reader.tree().list(place);
        if (!listed.isKnown()) {
            notes.add(path + ": the function's directory is not shown");
            return;
        }
        Set<String> own = Set.copyOf(listed.orElse(List.of()));
        PciFunctionBuilder builder = PciFunction.at(address);
        byte[] config = own.contains("config") ? reader.tree().read(place + "/config").orElse(NOTHING) : NOTHING;
        if (config.length > 0) {
            builder.config(config);
        }
        identity(builder, place, own, holdsIdentity(config));
        if (own.contains("resource")) {
            reader.text(place + "/resource").value().filter(text -> !text.isBlank())
                    .ifPresent(text -> builder.bars(Bars.fromSysfs(text)));
        }
        if (!builder.isComplete()) {
            notes.add(path + ": vendor, device and class are not shown, so the function is left out");
            return;
        }
        names.put(address, own);
        int slash = place.lastIndexOf('/');
        String above = place.substring(place.lastIndexOf('/', slash - 1) + 1, Math.max(slash, 0));
        PciAddress.tryParse(above).ifPresent(parent -> parents.put(address, parent));
        FunctionFiles files = new FunctionFiles(reader, address, path, own, allNames);
        functions.put(address, new HostFunction(builder.build(), files));
    }

    /**
     * Whether a header has what the kernel took from it and never corrects: subsystem and revision. Bridges have the
     * former elsewhere, virtual functions have no ids of their own.
     */
    private static boolean holdsIdentity(byte[] config) {
        return config.length >= ConfigSpace.HEADER_SIZE && (config[0x0e] & 0x7f) == 0
                && !(config[0] == -1 && config[1] == -1);
    }

    /**
     * The kernel's own words go before configuration space, and uevent helps where single files are missing.
     *
     * @param header whether the header alone has subsystem and revision
     */
    private void identity(PciFunctionBuilder builder, String place, Set<String> own, boolean header) {
        Map<String, String> event = own.contains("uevent") && !own.contains("vendor") ? uevent(place) : Map.of();
        Optional<Integer> vendor = id(place, own, "vendor").or(() -> part(event.get("PCI_ID"), 0));
        Optional<Integer> device = id(place, own, "device").or(() -> part(event.get("PCI_ID"), 1));
        if (vendor.isPresent() && device.isPresent()) {
            builder.ids(vendor.get(), device.get());
        }
        id(place, own, "class").or(() -> Reader.parseHex(event.getOrDefault("PCI_CLASS", "-")).map(Long::intValue))
                .ifPresent(builder::classCode);
        if (header) {
            return;
        }
        Optional<Integer> subVendor = id(place, own, "subsystem_vendor").or(() -> part(event.get("PCI_SUBSYS_ID"), 0));
        Optional<Integer> subDevice = id(place, own, "subsystem_device").or(() -> part(event.get("PCI_SUBSYS_ID"), 1));
        if (subVendor.isPresent() && subDevice.isPresent() && (subVendor.get() | subDevice.get()) != 0) {
            builder.subsystem(subVendor.get(), subDevice.get());
        }
        id(place, own, "revision").ifPresent(builder::revision);
    }

    private Optional<Integer> id(String place, Set<String> own, String name) {
        return own.contains(name) ? reader.hex(place + "/" + name).value().map(Long::intValue) : Optional.empty();
    }

    private static Optional<Integer> part(String pair, int index) {
        int colon = pair == null ? -1 : pair.indexOf(':');
        return colon < 0 ? Optional.empty() : Reader.parseHex(index == 0 ? pair.substring(0, colon)
                : pair.substring(colon + 1)).map(Long::intValue);
    }

    private Map<String, String> uevent(String place) {
        Map<String, String> values = new HashMap<>();
        for (Reader.Line line : reader.lines(place + "/uevent").orElse(List.of())) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                values.put(line.text().substring(0, equals), line.text().substring(equals + 1));
            }
        }
        return values;
    }

    private Set<String> collectNames() {
        Set<String> all = new HashSet<>();
        names.values().forEach(all::addAll);
        return all;
    }

    /** The part of a link's text behind the last slash. */
    static String lastName(String target) {
        int end = target.endsWith("/") ? target.length() - 1 : target.length();
        return target.substring(target.lastIndexOf('/', end - 1) + 1, end);
    }
}
