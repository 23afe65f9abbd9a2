package org.underpass.iommu.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.underpass.iommu.walk.PhysicalMemory;

/**
 * A run of whole pages of a file, mapped. A buffer addresses 2 GiB at most, so there is one for each GiB.
 */
final class MappedRange {
    private static final int CHUNK_BITS = 30;
    private static final long CHUNK = 1L << CHUNK_BITS;

    private final long address;
    private final long length;
    private final ByteBuffer[] bytes;
    private final LongBuffer[] words;

    /**
     * Maps.
     *
     * @param address physical address of the first byte
     * @param position of that byte in the file
     * @param length bytes; what is left over from whole pages is not shown
     */
    MappedRange(FileChannel file, long address, long position, long length) throws IOException {
        this.address = address;
        this.length = length & -PhysicalMemory.PAGE_SIZE;
        int chunks = Math.toIntExact(this.length + CHUNK - 1 >>> CHUNK_BITS);
        bytes = new ByteBuffer[chunks];
        words = new LongBuffer[chunks];
        for (int i = 0; i < chunks; i++) {
            long from = (long) i << CHUNK_BITS;
            bytes[i] = file.map(MapMode.READ_ONLY, position + from, Math.min(CHUNK, this.length - from))
                    .order(ByteOrder.LITTLE_ENDIAN);
            words[i] = bytes[i].asLongBuffer();
        }
    }

    long address() {
        return address;
    }

    long length() {
        return length;
    }

    boolean has(long page) {
        return Long.compareUnsigned(page - address, length) < 0;
    }

    ByteBuffer page(long page) {
        long offset = page - address;
        return bytes[(int) (offset >>> CHUNK_BITS)]
                .slice((int) (offset & CHUNK - 1), PhysicalMemory.PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    void read(long page, long[] into) {
        long offset = page - address;
        words[(int) (offset >>> CHUNK_BITS)].get((int) (offset & CHUNK - 1) / Long.BYTES, into, 0,
                PhysicalMemory.PAGE_SIZE / Long.BYTES);
    }

    long word(long at) {
        long offset = at - address;
        return bytes[(int) (offset >>> CHUNK_BITS)].getLong((int) (offset & CHUNK - 1));
    }
}
