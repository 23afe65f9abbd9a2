package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.underpass.pci.Bar;
import org.underpass.pci.ResizableBar;
import org.underpass.pci.SrIov;

/** How large BARs are and can be, and how wide IOMMUs translate. */
final class MmioSizes {
    private static final int MIB_BITS = 20;

    private MmioSizes() {
    }

    /** The largest size of a BAR: by its capability, else as the kernel shows it, else the present one. */
    static OptionalLong largest(HostFunction function, Bar bar) {
        Optional<ResizableBar.Entry> entry = resizable(function, false, bar.index());
        if (entry.isPresent() && bar.kind() != Bar.Kind.ROM) {
            return OptionalLong.of(Math.max(entry.get().largestSize(), bar.size().orElse(0)));
        }
        Map<Integer, Long> shown = function.resizableBars().orElse(Map.of());
        long mask = bar.kind() == Bar.Kind.ROM ? 0 : shown.getOrDefault(bar.index(), 0L);
        int top = Long.SIZE - 1 - Long.numberOfLeadingZeros(mask);
        return mask > 0 && top + MIB_BITS < Long.SIZE - 1
                ? OptionalLong.of(Math.max(1L << top + MIB_BITS, bar.size().orElse(0))) : bar.size();
    }

    private static Optional<ResizableBar.Entry> resizable(HostFunction function, boolean virtual, int index) {
        return function.pci().capabilities(ResizableBar.class).filter(found -> found.virtualFunctions() == virtual)
                .findFirst().flatMap(found -> found.entry(index));
    }

    /** BARs of virtual functions, as many as there could be; without sizes where only configuration space is shown. */
    static List<MmioBudget.Claim> virtual(HostFunction function) {
        int count = MmioBudget.count(function);
        List<Bar> bars = function.virtualBars().value().filter(found -> !found.isEmpty())
                .or(() -> function.pci().capability(SrIov.class).map(SrIov::vfBars)).orElse(List.of());
        List<MmioBudget.Claim> found = new ArrayList<>();
        for (Bar bar : count > 0 ? bars : List.<Bar>of()) {
            Optional<ResizableBar.Entry> entry = resizable(function, true, bar.index());
            OptionalLong size = bar.size().isPresent() || entry.isEmpty() ? bar.size()
                    : OptionalLong.of(entry.get().currentSize());
            found.add(new MmioBudget.Claim(function.address(), new Bar(bar.index(), bar.kind(), bar.address(), size,
                    bar.prefetchable()), true, count, entry.isPresent()
                            ? OptionalLong.of(Math.max(entry.get().largestSize(), size.orElse(0))) : size));
        }
        return found;
    }

    /**
     * The narrowest of all units: of Intel's, MGAW (VT-d 4.1 section 11.4.2); of AMD's, the levels of host tables (HATS,
     * AMD IOMMU specification 3.08 section 3.4.12), of which four reach 48 bits.
     */
    static OptionalInt iommuBits(Fact<List<HostIommu.Unit>> units) {
        return units.orElse(List.of()).stream().flatMap(unit -> switch (unit.make()) {
            case INTEL -> unit.capabilities().value().map(cap -> (int) (cap >>> 16 & 0x3f) + 1).stream();
            case AMD -> unit.extended().value().map(features -> (int) (features >>> 10 & 3)).filter(hats -> hats < 3)
                    .map(hats -> Math.min(12 + 9 * (4 + hats), Long.SIZE)).stream();
            default -> Stream.<Integer>empty();
        }).mapToInt(Integer::intValue).min();
    }
}
