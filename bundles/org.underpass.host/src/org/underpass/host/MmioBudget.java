package org.underpass.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.underpass.pci.Bar;
import org.underpass.pci.BridgeWindow;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.SrIov;
import org.underpass.pci.Topology;

/**
 * What a machine's BARs take of the addresses that its bridges pass on, that its firmware keeps for devices, and that a
 * guest can have: as they are, and at the largest size that resizable ones can take. Costs some small reads for each
 * function that can have virtual ones; everything else is known already.
 *
 * <p>Needs are worked out as the kernel does when it assigns addresses (drivers/pci/setup-bus.c): what wants the
 * coarsest alignment comes first, windows of bridges are whole MiB, and 64-bit prefetchable BARs behind bridges go to
 * the prefetchable window. A BAR whose size the source does not show makes every need above it unknown.
 */
public final class MmioBudget {

    static final long FOUR_GIB = 1L << 32;

    /**
     * A BAR, or the BARs of all virtual functions together.
     *
     * @param function  that has it
     * @param bar       as it is; its size is that of one
     * @param isVirtual whether the virtual functions of the function have it
     * @param count     1, or the number of virtual functions that could be
     * @param largest   size of one at its largest; empty where the present one is not known
     */
    public record Claim(PciAddress function, Bar bar, boolean isVirtual, int count, OptionalLong largest) {

        OptionalLong bytes(boolean atLargest) {
            OptionalLong one = atLargest ? largest : bar.size();
            return one.isEmpty() ? one : OptionalLong.of(one.getAsLong() * count);
        }
    }

    /**
     * A bridge's window.
     *
     * @param bridge        its bridge
     * @param window        the range
     * @param used          bytes of it that BARs and windows behind the bridge have now
     * @param need          bytes that it needs to have
     * @param needAtLargest with every BAR behind the bridge at its largest
     */
    public record BridgeShare(PciAddress bridge, BridgeWindow window, long used, OptionalLong need,
            OptionalLong needAtLargest) {
    }

    /**
     * A range that firmware keeps for a root bus.
     *
     * @param bus    domain and number, {@code 0000:00}
     * @param start  first address
     * @param end    last address
     * @param used   bytes of it that BARs and windows on the bus have now
     * @param source where it is shown
     */
    public record FirmwareWindow(String bus, long start, long end, long used, Provenance source) {
        /** Whether it lies above 4 GiB, where only 64-bit BARs can be. */
        public boolean isHigh() {
            return Long.compareUnsigned(start, FOUR_GIB) >= 0;
        }

        /** Bytes. */
        public long size() {
            return end - start + 1;
        }
    }

    /** Whether BARs have room at their largest. */
    public enum Fit {
        /** In the bridges' windows as they are. */
        AS_IT_IS,
        /** Once bridges' windows grow, for which firmware's window has room. */
        BRIDGES_GROW,
        /** Not in what firmware keeps for devices. */
        FIRMWARE_TOO_SMALL,
        /** The source does not show enough. */
        UNKNOWN
    }

    /**
     * A card's part.
     *
     * @param now       bytes of all its memory BARs; empty where a size is not shown
     * @param largest   at their largest
     * @param fit       whether they have room then, every other BAR staying as it is
     * @param narrow    bridges that would have to pass on more, nearest first
     * @param guestBits width of a guest's addresses at which its firmware keeps a window for them that is large enough;
     *     empty where none of them may lie above 4 GiB
     */
    public record Card(OptionalLong now, OptionalLong largest, Fit fit, List<PciAddress> narrow,
            OptionalInt guestBits) {
        public Card {
            narrow = List.copyOf(narrow);
        }
    }

    private final Topology topology;
    private final Map<PciAddress, List<Claim>> claims = new TreeMap<>();
    private final Map<PciAddress, List<BridgeWindow>> bridges = new TreeMap<>();
    private final Fact<List<FirmwareWindow>> firmware;
    private final Fact<Integer> processorBits;
    private final OptionalInt iommuBits;

    private MmioBudget(Host host) {
        topology = host.topology();
        for (HostFunction function : host.functions()) {
            List<Claim> own = new ArrayList<>();
            for (Bar bar : function.pci().bars()) {
                if (bar.isMemory()) {
                    own.add(new Claim(function.address(), bar, false, 1, MmioSizes.largest(function, bar)));
                }
            }
            own.addAll(MmioSizes.virtual(function));
            claims.put(function.address(), own);
            List<BridgeWindow> windows = function.pci().config().map(BridgeWindow::of).orElse(List.of()).stream()
                    .filter(window -> window.kind() != BridgeWindow.Kind.IO && window.base() != 0).toList();
            if (!windows.isEmpty()) {
                bridges.put(function.address(), windows);
            }
        }
        firmware = FirmwareWindows.of(host).map(found -> found.stream().map(w -> new FirmwareWindow(w.bus(), w.start(),
                w.end(), usedOnBus(w), w.source())).toList());
        processorBits = host.processors().physicalAddressBits();
        iommuBits = MmioSizes.iommuBits(host.iommu().units());
    }

    /** Works out a machine's. */
    public static MmioBudget of(Host host) {
        return new MmioBudget(host);
    }

    /** Memory BARs of a function, and those of its virtual functions. */
    public List<Claim> claims(PciAddress function) {
        return List.copyOf(claims.getOrDefault(function, List.of()));
    }

    /** What firmware keeps for root buses, by bus and address. */
    public Fact<List<FirmwareWindow>> firmware() {
        return firmware;
    }

    /** Bits of a physical address of the processors: a guest can have no wider ones. */
    public Fact<Integer> processorBits() {
        return processorBits;
    }

    /**
     * Bits of an address that every IOMMU translates: what lies beyond in a guest cannot be reached by its devices, and
     * cannot be mapped for them. Empty where no unit's capabilities are shown.
     */
    public OptionalInt iommuBits() {
        return iommuBits;
    }

    /** Memory windows of bridges, by bridge; closed ones too where something behind them needs room. */
    public List<BridgeShare> bridges() {
        List<BridgeShare> found = new ArrayList<>();
        bridges.forEach((bridge, windows) -> windows.forEach(window -> {
            boolean prefetchable = window.kind() == BridgeWindow.Kind.PREFETCHABLE;
            found.add(new BridgeShare(bridge, window, used(bridge, window),
                    need(bridge, prefetchable, Set.of(), false).size(),
                    need(bridge, prefetchable, claims.keySet(), true).size()));
        }));
        found.removeIf(share -> !share.window().isOpen() && share.need().orElse(0) == 0);
        return found;
    }

    /** The part of the functions of a card. */
    public Card card(Collection<PciAddress> functions) {
        OptionalLong now = sum(functions, false);
        OptionalLong largest = sum(functions, true);
        Set<PciAddress> grown = Set.copyOf(functions);
        List<PciAddress> narrow = new ArrayList<>();
        boolean known = largest.isPresent();
        PciAddress first = functions.iterator().next();
        for (PciFunction above : topology.pathToRoot(first)) {
            for (BridgeWindow window : bridges.getOrDefault(above.address(), List.of())) {
                OptionalLong need = need(above.address(), window.kind() == BridgeWindow.Kind.PREFETCHABLE, grown, true)
                        .size();
                known &= need.isPresent();
                if (need.orElse(0) > window.size().orElse(0) && !narrow.contains(above.address())) {
                    narrow.add(above.address());
                }
            }
            known &= bridges.containsKey(above.address());
        }
        Fit fit = !known ? Fit.UNKNOWN : now.equals(largest) || narrow.isEmpty() && !topology.pathToRoot(first).isEmpty()
                ? Fit.AS_IT_IS : rootFits(first, grown);
        return new Card(now, largest, fit, fit == Fit.AS_IT_IS ? List.of() : narrow, guestBits(functions));
    }

    /** Whether a root bus has room for everything behind it, some functions at their largest. */
    private Fit rootFits(PciAddress function, Set<PciAddress> grown) {
        List<PciFunction> path = topology.pathToRoot(function);
        PciAddress top = path.isEmpty() ? function : path.getLast().address();
        String bus = new Topology.PciBus(top.domain(), top.bus()).toString();
        List<FirmwareWindow> windows = firmware.orElse(List.of()).stream().filter(w -> w.bus.equals(bus)).toList();
        if (windows.isEmpty()) {
            return Fit.UNKNOWN;
        }
        boolean high = windows.stream().anyMatch(FirmwareWindow::isHigh);
        Packing above = new Packing();
        Packing below = new Packing();
        for (PciFunction one : topology.functions()) {
            if (one.address().sameBus(top) && topology.parent(one.address()).isEmpty()) {
                Packing wide = new Packing();
                addTo(one.address(), true, grown, true, wide);
                (high && !wide.isLow() ? above : below).add(wide);
                addTo(one.address(), false, grown, true, below);
            }
        }
        if (above.size().isEmpty() || below.size().isEmpty()) {
            return Fit.UNKNOWN;
        }
        boolean fits = above.fits(ranges(windows, true)) && below.fits(ranges(windows, false));
        return fits ? Fit.BRIDGES_GROW : Fit.FIRMWARE_TOO_SMALL;
    }

    private static List<long[]> ranges(List<FirmwareWindow> windows, boolean high) {
        return windows.stream().filter(window -> window.isHigh() == high)
                .map(window -> new long[] {window.start, window.end}).toList();
    }

    /**
     * Adds what a function and everything behind it needs on the bus that it is on.
     *
     * @param wide the part for prefetchable windows, or the rest
     */
    private void addTo(PciAddress function, boolean wide, Set<PciAddress> grown, boolean atLargest, Packing into) {
        for (Claim claim : claims.getOrDefault(function, List.of())) {
            if (isWide(function, claim.bar()) == wide) {
                boolean large = atLargest && grown.contains(function);
                into.add(claim.bytes(large), large ? claim.largest() : claim.bar().size(),
                        claim.bar().kind() != Bar.Kind.MEMORY64);
            }
        }
        if (bridges.containsKey(function)) {
            Packing inside = need(function, wide, grown, atLargest);
            into.add(wide && prefetchable(function).map(BridgeWindow::addressBits).orElse(0) != 64 ? inside.low()
                    : inside);
        }
    }

    private Optional<BridgeWindow> prefetchable(PciAddress bridge) {
        return bridges.getOrDefault(bridge, List.of()).stream()
                .filter(window -> window.kind() == BridgeWindow.Kind.PREFETCHABLE).findFirst();
    }

    /** Whether a BAR has its place in the prefetchable window: as firmware put it, else as the kernel would. */
    private boolean isWide(PciAddress function, Bar bar) {
        Optional<PciAddress> bridge = topology.parent(function).map(PciFunction::address);
        if (bridge.isEmpty()) {
            return bar.kind() == Bar.Kind.MEMORY64;
        }
        Optional<BridgeWindow> shown = bridges.getOrDefault(bridge.get(), List.of()).stream()
                .filter(window -> bar.address() != 0 && window.contains(bar.address(), 1)).findFirst();
        return shown.map(window -> window.kind() == BridgeWindow.Kind.PREFETCHABLE)
                .orElse(bar.kind() == Bar.Kind.MEMORY64 && bar.prefetchable());
    }

    /** What a bridge's window needs for all behind it. */
    private Packing need(PciAddress bridge, boolean wide, Set<PciAddress> grown, boolean atLargest) {
        Packing inside = new Packing();
        boolean hasWide = prefetchable(bridge).isPresent();
        for (PciFunction child : topology.children(bridge)) {
            if (wide || !hasWide) {
                addTo(child.address(), true, grown, atLargest, inside);
            }
            if (!wide) {
                addTo(child.address(), false, grown, atLargest, inside);
            }
        }
        return inside.roundedToWindow();
    }

    private OptionalLong sum(Collection<PciAddress> functions, boolean atLargest) {
        long sum = 0;
        for (PciAddress function : functions) {
            for (Claim claim : claims.getOrDefault(function, List.of())) {
                OptionalLong bytes = claim.bytes(atLargest);
                if (bytes.isEmpty()) {
                    return bytes;
                }
                sum += claim.isVirtual() ? 0 : bytes.getAsLong();
            }
        }
        return OptionalLong.of(sum);
    }

    /**
     * Guest firmware keeps the upper eighth of the guest's addresses for BARs (edk2's PlatformInitLib,
     * PlatformDynamicMmioWindow; SeaBIOS since 1.16.3), so three bits more than the BARs need when packed.
     */
    private OptionalInt guestBits(Collection<PciAddress> functions) {
        Packing all = new Packing();
        for (PciAddress function : functions) {
            for (Claim claim : claims.getOrDefault(function, List.of())) {
                if (claim.bar().kind() == Bar.Kind.MEMORY64 && !claim.isVirtual()) {
                    all.add(claim.largest(), claim.largest(), false);
                }
            }
        }
        long size = all.size().orElse(0);
        return size == 0 ? OptionalInt.empty()
                : OptionalInt.of(Math.max(Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 3, 33));
    }

    private long used(PciAddress bridge, BridgeWindow window) {
        long used = 0;
        for (PciFunction child : topology.children(bridge)) {
            used += used(child.address(), window.base(), window.limit());
        }
        return used;
    }

    private long usedOnBus(FirmwareWindow window) {
        long used = 0;
        for (PciFunction function : topology.functions()) {
            if (topology.parent(function.address()).isEmpty() && new Topology.PciBus(function.address().domain(),
                    function.address().bus()).toString().equals(window.bus)) {
                used += used(function.address(), window.start, window.end);
            }
        }
        return used;
    }

    /** Bytes of a range that a function's BARs and windows have. */
    private long used(PciAddress function, long first, long last) {
        long used = 0;
        for (Claim claim : claims.getOrDefault(function, List.of())) {
            long address = claim.bar().address();
            used += within(address, first, last) && address != 0 ? claim.bytes(false).orElse(0) : 0;
        }
        for (BridgeWindow window : bridges.getOrDefault(function, List.of())) {
            used += within(window.base(), first, last) ? window.size().orElse(0) : 0;
        }
        return used;
    }

    private static boolean within(long address, long first, long last) {
        return Long.compareUnsigned(first, address) <= 0 && Long.compareUnsigned(address, last) <= 0;
    }

    /** The number of virtual functions whose BARs the kernel keeps room for: all that could be. */
    static int count(HostFunction function) {
        Optional<Integer> shown = function.sriovTotalVfs().value();
        return shown.orElseGet(() -> function.pci().capability(SrIov.class).map(SrIov::totalVfs).orElse(0));
    }
}
