package org.underpass.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.underpass.engine.HostDifference.Change;
import org.underpass.engine.HostDifference.Kind;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.host.HostIommu;
import org.underpass.host.KernelArguments;
import org.underpass.host.capture.Capture;
import org.underpass.pci.Bar;
import org.underpass.pci.PciAddress;

/** Compares two hosts, aspect by aspect. Used once. */
final class HostComparison {
    /** What firmware and the kernel write to while the machine runs (ACPI 6.5, 5.2.10), so no sign of a change. */
    private static final Set<String> ALIVE = Set.of("FACS");
    private static final String TABLES = "sys/firmware/acpi/tables/";

    private final Host before;
    private final Host after;
    private final FunctionPairs pairs;
    private final List<Change> changes = new ArrayList<>();
    /** Aspect and side to how often it could not be compared. */
    private final Map<String, Integer> unknown = new TreeMap<>();

    HostComparison(Host before, Host after) {
        this.before = before;
        this.after = after;
        this.pairs = FunctionPairs.of(before, after);
    }

    HostDifference compare() {
        machine();
        for (HostFunction function : before.functions()) {
            pairs.partner(function.address()).ifPresentOrElse(partner -> function(function, partner),
                    () -> add(Kind.REMOVED, "function", function, Optional.of(name(before, function)),
                            Optional.empty()));
        }
        for (HostFunction function : pairs.added()) {
            add(Kind.ADDED, "function", function, Optional.empty(), Optional.of(name(after, function)));
        }
        groups();
        return new HostDifference(changes, unknown.entrySet().stream().map(entry -> entry.getKey()
                + (entry.getValue() > 1 ? ", " + entry.getValue() + " times" : "")).toList());
    }

    private static String name(Host host, HostFunction function) {
        return String.format("%04x:%04x %s", function.pci().vendor(), function.pci().device(), host.nameOf(function));
    }

    // --- the machine

    private void machine() {
        fact(Kind.KERNEL, "release", Optional.empty(), before.kernel().release(), after.kernel().release());
        arguments();
        fact(Kind.FIRMWARE, "version", Optional.empty(), before.dmi().firmwareVersion(),
                after.dmi().firmwareVersion());
        fact(Kind.FIRMWARE, "machine", Optional.empty(), before.dmi().product(), after.dmi().product());
        fact(Kind.FIRMWARE, "board", Optional.empty(), before.dmi().boardName(), after.dmi().boardName());
        tables();
        units();
    }

    private void arguments() {
        both("kernel arguments", arguments(before), arguments(after), (one, other) -> {
            List<String> old = tokens(one);
            List<String> now = tokens(other);
            old.stream().filter(token -> !now.contains(token)).forEach(token ->
                    add(Kind.ARGUMENT, token, null, Optional.of(token), Optional.empty()));
            now.stream().filter(token -> !old.contains(token)).forEach(token ->
                    add(Kind.ARGUMENT, token, null, Optional.empty(), Optional.of(token)));
        });
    }

    /** Without names of people and machines, which one of two captures may have and the other not. */
    private static Fact<KernelArguments> arguments(Host host) {
        return Capture.text(host, "proc/cmdline").map(text -> KernelArguments.parse(text.strip()));
    }

    /** The name of the kernel's file changes with the kernel, which is said already. */
    private static List<String> tokens(KernelArguments arguments) {
        return arguments.all().stream().filter(argument -> !argument.is("BOOT_IMAGE") && !argument.is("initrd"))
                .map(KernelArguments.Argument::token).distinct().toList();
    }

    private void tables() {
        both("names of ACPI tables", before.iommu().tableNames(), after.iommu().tableNames(), (one, other) -> {
            Set<String> all = new TreeSet<>(one);
            all.addAll(other);
            for (String name : all) {
                if (!one.contains(name) || !other.contains(name)) {
                    add(Kind.ACPI_TABLE, name, null, one.contains(name) ? Optional.of("there") : Optional.empty(),
                            other.contains(name) ? Optional.of("there") : Optional.empty());
                } else if (!ALIVE.contains(name) && !before.tree().list(TABLES + name).isKnown()) {
                    fact(Kind.ACPI_TABLE, name, Optional.empty(), table(before, name), table(after, name));
                }
            }
        });
    }

    private static Fact<String> table(Host host, String name) {
        return host.iommu().table(name).map(table -> content(table.bytes()));
    }

    private static String content(byte[] bytes) {
        return bytes.length + " bytes, SHA-256 " + Build.sha256(bytes).substring(0, 16) + "…";
    }

    private void units() {
        both("IOMMUs", before.iommu().units(), after.iommu().units(), (one, other) -> {
            Map<String, String> old = units(one);
            Map<String, String> now = units(other);
            Set<String> all = new TreeSet<>(old.keySet());
            all.addAll(now.keySet());
            all.stream().filter(name -> !Optional.ofNullable(old.get(name)).equals(Optional.ofNullable(now.get(name))))
                    .forEach(name -> add(Kind.IOMMU, name, null, Optional.ofNullable(old.get(name)),
                            Optional.ofNullable(now.get(name))));
        });
    }

    private static Map<String, String> units(List<HostIommu.Unit> units) {
        Map<String, String> found = new TreeMap<>();
        for (HostIommu.Unit unit : units) {
            found.put(unit.name(), "capabilities " + register(unit.capabilities()) + ", extended "
                    + register(unit.extended()));
        }
        return found;
    }

    private static String register(Fact<Long> fact) {
        return fact.value().map(value -> "0x" + Long.toHexString(value)).orElse("not shown");
    }

    // --- functions

    private void function(HostFunction one, HostFunction other) {
        Optional<PciAddress> at = Optional.of(one.address());
        boolean moved = !one.address().equals(other.address());
        if (moved) {
            add(Kind.MOVED, "address of " + name(before, one), one, Optional.of(one.address().toString()),
                    Optional.of(other.address().toString()));
        }
        fact(Kind.DRIVER, "driver", at, one.driver(), other.driver());
        fact(Kind.RESET_METHODS, "reset methods", at, one.resetMethods().map(HostComparison::words),
                other.resetMethods().map(HostComparison::words));
        fact(Kind.LINK, "link speed", at, speed(one.currentLinkSpeed()), speed(other.currentLinkSpeed()));
        fact(Kind.LINK, "link width", at, width(one.currentLinkWidth()), width(other.currentLinkWidth()));
        fact(Kind.LINK, "greatest link speed", at, speed(one.maxLinkSpeed()), speed(other.maxLinkSpeed()));
        fact(Kind.LINK, "greatest link width", at, width(one.maxLinkWidth()), width(other.maxLinkWidth()));
        bars(one, other, moved);
        fact(Kind.ROM, "option ROM", at, one.rom().map(HostComparison::content),
                other.rom().map(HostComparison::content));
    }

    private static String words(List<String> methods) {
        return methods.isEmpty() ? "switched off" : String.join(" ", methods);
    }

    private static Fact<String> speed(Fact<Double> speed) {
        return speed.map(value -> value + " GT/s");
    }

    private static Fact<String> width(Fact<Integer> width) {
        return width.map(lanes -> "x" + lanes);
    }

    /** What does not show BARs at all, or their sizes, is not compared; a function that moved has other addresses. */
    private void bars(HostFunction one, HostFunction other, boolean moved) {
        Map<Integer, Bar> old = byIndex(one);
        Map<Integer, Bar> now = byIndex(other);
        if (old.isEmpty() != now.isEmpty() && one.pci().config().isPresent() != other.pci().config().isPresent()) {
            count("BARs", old.isEmpty() ? "first" : "second");
            return;
        }
        Set<Integer> all = new TreeSet<>(old.keySet());
        all.addAll(now.keySet());
        for (int index : all) {
            Bar a = old.get(index);
            Bar b = now.get(index);
            boolean sizes = a != null && b != null && a.size().isPresent() && b.size().isPresent();
            Optional<String> was = Optional.ofNullable(a).map(bar -> text(bar, sizes, moved));
            Optional<String> is = Optional.ofNullable(b).map(bar -> text(bar, sizes, moved));
            if (!was.equals(is)) {
                add(Kind.BAR, index == Bar.ROM_INDEX ? "ROM's BAR" : "BAR " + index, one, was, is);
            }
        }
    }

    private static Map<Integer, Bar> byIndex(HostFunction function) {
        return function.pci().bars().stream().collect(Collectors.toMap(Bar::index, Function.identity(), (a, b) -> a,
                TreeMap::new));
    }

    private static String text(Bar bar, boolean withSize, boolean moved) {
        String kind = switch (bar.kind()) {
            case IO -> "ports";
            case MEMORY32 -> "32-bit memory";
            case MEMORY64 -> "64-bit memory";
            case ROM -> "ROM";
        };
        return kind + (bar.prefetchable() ? ", prefetchable" : "")
                + (withSize ? ", " + size(bar.size().getAsLong()) : "")
                + (moved ? "" : bar.address() == 0 ? ", not placed" : ", at 0x" + Long.toHexString(bar.address()));
    }

    private static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value >= 1024 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + " " + units[unit];
    }

    // --- groups

    private void groups() {
        if (before.groups().source() == HostGroups.Source.UNKNOWN
                || after.groups().source() == HostGroups.Source.UNKNOWN) {
            boolean first = before.groups().source() == HostGroups.Source.UNKNOWN;
            boolean second = after.groups().source() == HostGroups.Source.UNKNOWN;
            if (first != second) {
                count("groups", first ? "first" : "second");
            }
            return;
        }
        boolean numbered = before.groups().source() == HostGroups.Source.KERNEL
                && after.groups().source() == HostGroups.Source.KERNEL;
        for (HostGroups.Group group : before.groups().all()) {
            List<PciAddress> kept = group.functions().stream().flatMap(function ->
                    pairs.partner(function).map(HostFunction::address).stream()).sorted().toList();
            List<HostGroups.Group> now = kept.stream().flatMap(function -> after.groups().of(function).stream())
                    .distinct().toList();
            Set<PciAddress> members = new TreeSet<>();
            now.forEach(one -> members.addAll(one.functions()));
            boolean same = now.size() == 1 && members.equals(new TreeSet<>(kept))
                    && kept.size() == group.functions().size();
            if (!same && !(kept.isEmpty() && group.functions().stream().allMatch(this::isGone))) {
                add(Kind.GROUP, "group " + group.id(), null, Optional.of(text(List.of(group), numbered)),
                        now.isEmpty() ? Optional.empty() : Optional.of(text(now, numbered)));
            } else if (same && numbered && !now.getFirst().id().equals(group.id())) {
                add(Kind.GROUP, "number of group " + group.id(), null, Optional.of(group.id()),
                        Optional.of(now.getFirst().id()));
            }
        }
    }

    /** Functions that went away, with all of their group, are said already. */
    private boolean isGone(PciAddress function) {
        return pairs.partner(function).isEmpty();
    }

    private static String text(List<HostGroups.Group> groups, boolean numbered) {
        Set<String> texts = new LinkedHashSet<>();
        for (HostGroups.Group group : groups) {
            texts.add((numbered ? group.id() + ": " : "") + group.functions().stream().map(PciAddress::toString)
                    .collect(Collectors.joining(" ")));
        }
        return String.join("; ", texts);
    }

    // --- facts

    private interface Both<T> {
        void compare(T one, T other);
    }

    /** Compares what both show; an absent list is as good as none. */
    private <T> void both(String aspect, Fact<T> one, Fact<T> other, Both<T> compare) {
        if (one.isKnown() && other.isKnown()) {
            compare.compare(one.value().orElseThrow(), other.value().orElseThrow());
        } else {
            countUnknown(aspect, one, other);
        }
    }

    private void fact(Kind kind, String subject, Optional<PciAddress> function, Fact<String> one, Fact<String> other) {
        if (one.isUnknown() || other.isUnknown()) {
            countUnknown(subject, one, other);
        } else if (!one.value().equals(other.value())) {
            changes.add(new Change(kind, subject, function, one.value(), other.value()));
        }
    }

    /** What neither shows is nothing to speak of. */
    private void countUnknown(String aspect, Fact<?> one, Fact<?> other) {
        if (one.isUnknown() != other.isUnknown()) {
            count(aspect, one.isUnknown() ? "first" : "second");
        }
    }

    private void count(String aspect, String side) {
        unknown.merge(aspect + ": the " + side + " does not show it", 1, Integer::sum);
    }

    private void add(Kind kind, String subject, HostFunction function, Optional<String> one, Optional<String> other) {
        changes.add(new Change(kind, subject, Optional.ofNullable(function).map(HostFunction::address), one, other));
    }
}
