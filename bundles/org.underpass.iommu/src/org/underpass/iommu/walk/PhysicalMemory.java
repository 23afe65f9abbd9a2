package org.underpass.iommu.walk;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A machine's memory, or as much of it as a source shows. A consumer type: sources outside of this bundle have it. */
@FunctionalInterface
public interface PhysicalMemory {
    /** Bytes in a page. */
    int PAGE_SIZE = 4096;

    /**
     * One page.
     *
     * @param address physical address of its first byte, a multiple of {@link #PAGE_SIZE}, as unsigned 64 bits
     * @return a buffer of {@link #PAGE_SIZE} bytes in little-endian order, which the caller only reads by absolute
     *     positions; empty where the source does not show the page. May be the same object again for the same page
     */
    Optional<ByteBuffer> page(long address);
}
