package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.underpass.pci.PciAddress;

/**
 * The files of one function in sysfs. Knows the rule of absent and unknown: what another function shows, this one has
 * not; what none shows was not captured.
 */
final class FunctionFiles {

    private static final String NONE_SHOWS = "the source shows it for no function";

    private final Reader reader;
    private final PciAddress address;
    /** The function's own directory, or {@code sys/bus/pci/devices/ADDRESS} where the source has none. */
    private final String directory;
    private final Set<String> own;
    private final Supplier<Set<String>> all;

    /**
     * @param own names of files that this function has
     * @param all names of files that any function has
     */
    FunctionFiles(Reader reader, PciAddress address, String directory, Set<String> own, Supplier<Set<String>> all) {
        this.reader = reader;
        this.address = address;
        this.directory = directory;
        this.own = own;
        this.all = all;
    }

    /** Of a function that a source without files shows. */
    static FunctionFiles none(Reader reader, PciAddress address) {
        return new FunctionFiles(reader, address, PciFiles.DEVICES + "/" + address, Set.of(), Set::of);
    }

    String path(String name) {
        return directory + "/" + name;
    }

    Provenance source(String name, long offset) {
        return Provenance.offset(path(name), offset);
    }

    /** Absent or unknown, for a name that this function does not have; null where it has it. */
    private <T> Fact<T> missing(String name) {
        return own.contains(name) ? null : absentOrUnknown(path(name), () -> all.get().contains(name));
    }

    /** As {@link #missing(String)}, for names of a kind. */
    private <T> Fact<T> missing(String path, Predicate<String> kind) {
        return own.stream().anyMatch(kind) ? null : absentOrUnknown(path, () -> all.get().stream().anyMatch(kind));
    }

    private <T> Fact<T> absentOrUnknown(String path, BooleanSupplier othersShowIt) {
        return reader.tree().isComplete(path) || othersShowIt.getAsBoolean() ? Fact.absent(path)
                : Fact.unknown(NONE_SHOWS, path);
    }

    private <T> Fact<T> ifThere(String name, Supplier<Fact<T>> read) {
        int slash = name.indexOf('/');
        Fact<T> missing = missing(slash < 0 ? name : name.substring(0, slash));
        return missing == null ? read.get() : missing;
    }

    Fact<String> line(String name) {
        return ifThere(name, () -> reader.line(path(name)));
    }

    Fact<String> text(String name) {
        return ifThere(name, () -> reader.text(path(name)));
    }

    Fact<Long> number(String name) {
        return ifThere(name, () -> reader.number(path(name)));
    }

    Fact<Boolean> flag(String name) {
        return ifThere(name, () -> reader.flag(path(name)));
    }

    Fact<Boolean> presence(String name) {
        Fact<Boolean> missing = missing(name);
        return missing == null ? Fact.known(true, path(name)) : missing.isAbsent() ? Fact.known(false, path(name))
                : missing;
    }

    /** The last component of a link. */
    Fact<String> linkName(String name) {
        return ifThere(name, () -> reader.tree().link(path(name)).map(PciFiles::lastName));
    }

    Fact<String> group() {
        Fact<String> link = linkName("iommu_group");
        if (link.isKnown()) {
            return link;
        }
        Fact<List<String>> groups = reader.tree().list(PciFiles.GROUPS);
        for (String group : groups.orElse(List.of())) {
            String member = PciFiles.GROUPS + "/" + group + "/devices/" + address;
            if (reader.tree().exists(member)) {
                return Fact.known(group, member);
            }
        }
        // Groups that are shown, none of which has this function, say that it is in none.
        return link.isUnknown() && !groups.orElse(List.of()).isEmpty() ? Fact.absent(PciFiles.GROUPS) : link;
    }

    /** Addresses behind links such as {@code consumer:pci:0000:01:00.1}; empty where others have some. */
    Fact<List<PciAddress>> deviceLinks(String prefix) {
        Fact<List<PciAddress>> missing = missing(path(prefix + "*"), name -> name.startsWith(prefix));
        if (missing != null) {
            return missing.isAbsent() ? Fact.known(List.of(), path(prefix + "*")) : missing;
        }
        List<PciAddress> found = new ArrayList<>();
        for (String name : own) {
            if (name.startsWith(prefix)) {
                PciAddress.tryParse(name.substring(prefix.length())).ifPresent(found::add);
            }
        }
        found.sort(null);
        return Fact.known(List.copyOf(found), path(prefix + "*"));
    }

    Fact<byte[]> rom() {
        return ifThere("rom", () -> reader.tree().read(path("rom")).flatMap(bytes -> bytes.length == 0
                ? Fact.unknown("the ROM is there but was not dumped", path("rom"))
                : Fact.known(bytes, path("rom"))));
    }

    /** {@code 16.0 GT/s PCIe}, {@code 2.5 GT/s}, or {@code Unknown}. */
    Fact<Double> speed(String name) {
        return ifThere(name, () -> reader.parsed(path(name), "a speed in GT/s", text -> {
            try {
                return text.contains(" GT/s") ? Optional.of(Double.valueOf(text.substring(0, text.indexOf(' '))))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }));
    }

    /** The kernel writes 255 where the width is not known (drivers/pci/probe.c, PCIE_LNK_WIDTH_UNKNOWN). */
    Fact<Integer> width(String name) {
        return number(name).flatMap(lanes -> lanes == 255
                ? Fact.unknown("the kernel does not know it", path(name)) : Fact.known(lanes.intValue(), path(name)));
    }

    /** A slot's address file holds domain, bus and device; the slot is the device's that is there. */
    Fact<String> slot() {
        Fact<List<String>> slots = reader.tree().list(PciFiles.SLOTS);
        if (!slots.isKnown()) {
            return slots.map(names -> "");
        }
        String wanted = address.toString().substring(0, address.toString().length() - 2);
        for (String slot : slots.orElse(List.of())) {
            String path = PciFiles.SLOTS + "/" + slot + "/address";
            String found = reader.line(path).orElse("");
            // Without the device number: the slot of a hot-plug port, which holds device 0 and so all of the bus.
            if (found.equals(wanted) || wanted.startsWith(found + ":") && found.length() > 4) {
                return Fact.known(slot, path);
            }
        }
        return Fact.absent(PciFiles.SLOTS);
    }

    Fact<Map<Integer, Long>> resizableBars() {
        Predicate<String> resize = name -> name.startsWith("resource") && name.endsWith("_resize");
        Fact<Map<Integer, Long>> missing = missing(path("resource*_resize"), resize);
        if (missing != null) {
            return missing.isAbsent() ? Fact.known(Map.of(), path("resource*_resize")) : missing;
        }
        Map<Integer, Long> sizes = new TreeMap<>();
        for (String name : own) {
            if (resize.test(name) && name.length() == "resource0_resize".length()) {
                Fact<Long> mask = reader.hex(path(name));
                if (!mask.isKnown()) {
                    return mask.map(value -> Map.of());
                }
                sizes.put(name.charAt("resource".length()) - '0', mask.orElse(0L));
            }
        }
        return Fact.known(Map.copyOf(sizes), path("resource*_resize"));
    }

    Fact<List<String>> drmCards() {
        return ifThere("drm", () -> reader.tree().list(path("drm"))
                .map(names -> names.stream().filter(name -> name.startsWith("card")).toList()));
    }
}
