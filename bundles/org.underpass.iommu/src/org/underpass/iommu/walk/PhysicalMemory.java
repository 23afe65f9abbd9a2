package org.underpass.iommu.walk;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

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

    /** The eight bytes at an address that is a multiple of 8, little-endian; empty where they are not shown. */
    default OptionalLong u64(long address) {
        Optional<ByteBuffer> page = page(address & -PAGE_SIZE);
        return page.isEmpty() ? OptionalLong.empty() : OptionalLong.of(page.get().getLong((int) (address & 0xff8)));
    }

    /**
     * A whole page as little-endian words. Sources with a faster way than {@link #page} have it here.
     *
     * @param words takes the {@code PAGE_SIZE / 8} words
     * @return false where the page is not shown; the words are then as they were
     */
    default boolean read(long address, long[] words) {
        Optional<ByteBuffer> page = page(address);
        if (page.isEmpty()) {
            return false;
        }
        ByteBuffer bytes = page.get();
        for (int i = 0; i < PAGE_SIZE / Long.BYTES; i++) {
            words[i] = bytes.getLong(i * Long.BYTES);
        }
        return true;
    }
}
