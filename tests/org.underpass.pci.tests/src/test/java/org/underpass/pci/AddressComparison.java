package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares BARs, windows and sizes with what lspci says of them. */
final class AddressComparison {

    private static final Pattern REGION = Pattern.compile("Region (\\d): (Memory|I/O ports) at (\\S+)(.*)");
    private static final Pattern ROM = Pattern.compile("Expansion ROM at ([0-9a-f]+).*");
    private static final Pattern WINDOW = Pattern.compile(
            "(I/O|Memory|Prefetchable memory) behind bridge: (?:([0-9a-f]+)-([0-9a-f]+) \\[size=(\\d+)([KMGT])]"
            + "|\\[disabled]) \\[(\\d+)-bit]");
    private static final Pattern CARDBUS_WINDOW = Pattern.compile(
            "(Memory|I/O) window ([01]): ([0-9a-f]+)-([0-9a-f]+)( \\[disabled])?( \\(prefetchable\\))?.*");
    private static final Pattern RESIZABLE =
            Pattern.compile("BAR (\\d): current size: (\\d+)([KMGT]B), supported:(.*)");

    private final OracleComparer comparer;
    private final PciFunction function;

    AddressComparison(OracleComparer comparer, PciFunction function) {
        this.comparer = comparer;
        this.function = function;
    }

    /** A line of the header; whether it was one about addresses. */
    boolean header(String line) {
        Matcher region = REGION.matcher(line);
        Matcher rom = ROM.matcher(line);
        Matcher window = WINDOW.matcher(line);
        Matcher cardBus = CARDBUS_WINDOW.matcher(line);
        if (region.matches()) {
            region(region);
        } else if (cardBus.matches()) {
            cardBus(cardBus);
        } else if (rom.matches()) {
            long address = Long.parseUnsignedLong(rom.group(1), 16);
            comparer.check(fromConfig().stream().anyMatch(bar -> bar.kind() == Bar.Kind.ROM
                    && bar.address() == address), "ROM", rom.group(1), fromConfig());
        } else if (window.matches()) {
            window(window);
        } else {
            return false;
        }
        return true;
    }

    /** A line of a capability; whether it was one about addresses. */
    boolean detail(String line, Capability capability) {
        Matcher resizable = RESIZABLE.matcher(line);
        Matcher region = REGION.matcher(line);
        if (capability instanceof ResizableBar bars && resizable.matches()) {
            resizable(resizable, bars);
            return true;
        }
        if (capability instanceof SrIov virtual && region.matches()) {
            virtualRegion(region, virtual);
            return true;
        }
        return false;
    }

    private void region(Matcher region) {
        int index = Integer.parseInt(region.group(1));
        Bar bar = fromConfig().stream().filter(one -> one.index() == index).findFirst().orElse(null);
        if (bar == null && region.group(3).equals("<unassigned>") && fromConfig().stream()
                .anyMatch(one -> one.index() == index - 1 && one.kind() == Bar.Kind.MEMORY64)) {
            return; // lspci 3.14.0 takes the upper half of a 64-bit BAR for one more
        }
        if (bar == null) {
            comparer.check(false, "region", region.group(), function.bars());
            return;
        }
        String at = region.group(3);
        boolean assigned = at.matches("[0-9a-f]+");
        comparer.check(bar.address() == (assigned ? Long.parseUnsignedLong(at, 16) : 0), "address", at, bar);
        comparer.check((bar.kind() == Bar.Kind.IO) == region.group(2).startsWith("I/O"), "kind", region.group(2), bar);
        if (bar.kind() != Bar.Kind.IO) {
            comparer.check((bar.kind() == Bar.Kind.MEMORY64) == region.group(4).contains("64-bit"), "width",
                    region.group(4), bar);
            comparer.check(bar.prefetchable() != region.group(4).contains("non-prefetchable"), "prefetch",
                    region.group(4), bar);
        }
    }

    private List<Bar> fromConfig() {
        return Bars.fromConfig(function.config().orElseThrow());
    }

    private void cardBus(Matcher window) {
        List<BridgeWindow> found = BridgeWindow.of(function.config().orElseThrow());
        boolean io = window.group(1).equals("I/O");
        BridgeWindow one = found.get((io ? 2 : 0) + Integer.parseInt(window.group(2)));
        comparer.check(one.base() == Long.parseLong(window.group(3), 16)
                && one.limit() == Long.parseLong(window.group(4), 16), "window", window.group(), one);
        comparer.check((one.kind() == BridgeWindow.Kind.IO) == io
                && (one.kind() == BridgeWindow.Kind.PREFETCHABLE) == (window.group(6) != null), "kind",
                window.group(), one);
    }

    private void virtualRegion(Matcher region, SrIov virtual) {
        int index = Integer.parseInt(region.group(1));
        long address = Long.parseUnsignedLong(region.group(3), 16);
        comparer.check(virtual.vfBars().stream().anyMatch(bar -> bar.index() == index
                && bar.address() == address
                && (bar.kind() == Bar.Kind.MEMORY64) == region.group(4).contains("64-bit")
                && bar.prefetchable() != region.group(4).contains("non-prefetchable")),
                "VF BAR", region.group(), virtual.vfBars());
    }

    private void resizable(Matcher line, ResizableBar bars) {
        ResizableBar.Entry entry = bars.entry(Integer.parseInt(line.group(1))).orElse(null);
        if (entry == null) {
            comparer.check(false, "resizable BAR", line.group(1), bars);
            return;
        }
        comparer.check(entry.currentSize() == bytes(line.group(2) + line.group(3)), "current size",
                line.group(2), entry);
        List<Long> sizes = new ArrayList<>();
        for (String word : line.group(4).strip().split(" ")) {
            sizes.add(bytes(word));
        }
        comparer.check(entry.supportedSizes().equals(sizes), "supported sizes", sizes, entry.supportedSizes());
    }

    private void window(Matcher window) {
        BridgeWindow.Kind kind = window.group(1).equals("I/O") ? BridgeWindow.Kind.IO
                : window.group(1).equals("Memory") ? BridgeWindow.Kind.MEMORY : BridgeWindow.Kind.PREFETCHABLE;
        BridgeWindow found = BridgeWindow.of(function.config().orElseThrow()).stream()
                .filter(one -> one.kind() == kind).findFirst().orElseThrow();
        comparer.check(found.addressBits() == Integer.parseInt(window.group(6)), "bits", window.group(6), found);
        comparer.check(found.isOpen() == (window.group(2) != null), "open", window.group(), found);
        if (window.group(2) != null) {
            comparer.check(found.base() == Long.parseUnsignedLong(window.group(2), 16)
                    && found.limit() == Long.parseUnsignedLong(window.group(3), 16), "range", window.group(), found);
            comparer.check(found.size().getAsLong() == bytes(window.group(4) + window.group(5) + "B"), "size",
                    window.group(), found);
        }
    }

    private static long bytes(String text) {
        int unit = text.length() - 2;
        return Long.parseLong(text.substring(0, unit)) << 10 * ("KMGT".indexOf(text.charAt(unit)) + 1);
    }
}
