package org.underpass.iommu.walk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A little memory that a test fills. */
final class TestMemory implements PhysicalMemory {
    private final Map<Long, ByteBuffer> pages = new HashMap<>();

    TestMemory put(long address, long... values) {
        long next = address;
        for (long value : values) {
            long at = next;
            pages.computeIfAbsent(at & ~0xfffL, key -> ByteBuffer.allocate(PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN))
                    .putLong((int) (at & 0xfff), value);
            next += 8;
        }
        return this;
    }

    @Override
    public Optional<ByteBuffer> page(long address) {
        return Optional.ofNullable(pages.get(address));
    }
}
