package org.underpass.iommu.memory;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.iommu.walk.PhysicalMemory;

/** Memory made of mapped ranges. Safe for several threads. */
final class MappedMemory implements PhysicalMemory {
    private final MappedRange[] ranges;

    MappedMemory(List<MappedRange> ranges) {
        this.ranges = ranges.stream().sorted(Comparator.comparing(MappedRange::address, Long::compareUnsigned))
                .toArray(MappedRange[]::new);
    }

    /** The last range that begins at or before an address, if it reaches so far; null where none does. */
    private MappedRange range(long page) {
        int low = 0;
        int high = ranges.length - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (Long.compareUnsigned(ranges[middle].address(), page) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return ranges.length > 0 && ranges[low].has(page) ? ranges[low] : null;
    }

    @Override
    public Optional<ByteBuffer> page(long address) {
        return Optional.ofNullable(range(address)).map(range -> range.page(address));
    }

    @Override
    public OptionalLong u64(long address) {
        MappedRange range = range(address & -PAGE_SIZE);
        return range == null ? OptionalLong.empty() : OptionalLong.of(range.word(address));
    }

    @Override
    public boolean read(long address, long[] words) {
        MappedRange range = range(address);
        if (range == null) {
            return false;
        }
        range.read(address, words);
        return true;
    }
}
