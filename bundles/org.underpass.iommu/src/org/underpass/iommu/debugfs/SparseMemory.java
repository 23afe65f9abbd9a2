package org.underpass.iommu.debugfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.underpass.iommu.walk.PhysicalMemory;

/** Tables put together from what text says of them. What is not said of a table that is there is zero. */
final class SparseMemory implements PhysicalMemory {
    private final Map<Long, ByteBuffer> pages = new HashMap<>();

    /** Makes a table that may have no entry. */
    ByteBuffer table(long address) {
        return pages.computeIfAbsent(address & -PAGE_SIZE,
                key -> ByteBuffer.allocate(PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN));
    }

    void put(long address, long value) {
        table(address).putLong((int) (address & 0xff8), value);
    }

    @Override
    public Optional<ByteBuffer> page(long address) {
        return Optional.ofNullable(pages.get(address));
    }
}
