package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Walks the AMD64/AGP GART: one table of 32-bit entries for one range of addresses, the same for all devices. Addresses
 * outside of that range pass as they are. Source: AMD BKDG for family 10h, section on the GART.
 */
public final class GartWalker implements Walker {
    private static final int PAGE = 4096;

    private final PhysicalMemory memory;
    private final GartRegisters registers;

    public GartWalker(PhysicalMemory memory, GartRegisters registers) {
        this.memory = Objects.requireNonNull(memory);
        this.registers = Objects.requireNonNull(registers);
    }

    @Override
    public Translation translate(Request request) {
        long iova = request.iova();
        long offset = iova - registers.aperture();
        if (!registers.on() || Long.compareUnsigned(offset, registers.apertureLength()) >= 0) {
            return new Translation.PassedThrough(iova, Permissions.ALL, List.of());
        }
        long at = registers.table() + offset / PAGE * 4;
        OptionalLong word = memory.u64(at & -8L);
        if (word.isEmpty()) {
            return blocked("the table of the GART could not be read", List.of());
        }
        int entry = (int) (word.getAsLong() >>> (at & 4) * 8);
        List<WalkStep> walk = List.of(new WalkStep("gart", 0, at, Integer.toUnsignedLong(entry), 0));
        return (entry & 1) == 0 ? blocked("the address lies in the aperture, and its entry is not valid", walk)
                : new Translation.Translated(target(entry) | iova & PAGE - 1, Permissions.ALL, PAGE, walk);
    }

    private static Translation blocked(String sentence, List<WalkStep> walk) {
        return new Translation.Blocked(OptionalInt.empty(), "", sentence, walk);
    }

    /** Bits 31:12 of the entry are those of the address, bits 11:4 its bits 39:32. */
    private static long target(int entry) {
        return entry & 0xffff_f000L | (entry >>> 4 & 0xffL) << 32;
    }

    /** The aperture's mappings: the same for each requester. */
    @Override
    public boolean mappings(int requesterId, OptionalInt pasid, long maxTables, MappingVisitor visitor) {
        if (!registers.on()) {
            return true;
        }
        RangeMerger merger = new RangeMerger(visitor, maxTables);
        long[] words = new long[PhysicalMemory.PAGE_SIZE / 8];
        long pages = registers.apertureLength() / PAGE;
        boolean complete = true;
        for (long first = 0; first < pages; first += words.length * 2L) {
            if (!merger.takeTable()) {
                return false;
            }
            if (!memory.read(registers.table() + first * 4, words)) {
                complete = false;
                continue;
            }
            for (int i = 0; i < words.length * 2 && first + i < pages; i++) {
                int entry = (int) (words[i >> 1] >>> (i & 1) * 32);
                if ((entry & 1) != 0 && !merger.add(registers.aperture() + (first + i) * PAGE, target(entry), PAGE,
                        Permissions.READ | Permissions.WRITE)) {
                    return false;
                }
            }
        }
        return merger.end() && complete;
    }
}
