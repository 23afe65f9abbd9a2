package org.underpass.iommu.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.underpass.iommu.walk.PhysicalMemory;

/**
 * ELF cores of 64 bits, little-endian: each PT_LOAD segment is memory at its physical address. Source: System V ABI
 * (gABI 4.1) chapters 4 and 5.
 */
final class ElfCore {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int LOAD = 1;
    /** More segments than any machine has ranges of memory. */
    private static final int MOST_SEGMENTS = 4096;

    private ElfCore() {
    }

    static List<MappedRange> map(FileChannel file, String name) throws IOException {
        ByteBuffer header = read(file, name, 0, HEADER, "an ELF header of 64 bytes");
        if (header.get(4) != 2 || header.get(5) != 1) {
            throw new MemoryFormatException(name + ": at offset 4: expected 64 bits, little-endian (02 01)");
        }
        long table = header.getLong(32);
        int size = Short.toUnsignedInt(header.getShort(54));
        int count = Short.toUnsignedInt(header.getShort(56));
        if (size != PROGRAM_HEADER || count > MOST_SEGMENTS) {
            throw new MemoryFormatException(name + ": at offset 54: expected program headers of 56 bytes, at most "
                    + MOST_SEGMENTS + " of them; found " + count + " of " + size + " bytes");
        }
        List<MappedRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = table + (long) i * PROGRAM_HEADER;
            ByteBuffer segment = read(file, name, at, PROGRAM_HEADER, "a program header of 56 bytes");
            if (segment.getInt(0) == LOAD && segment.getLong(32) != 0) {
                ranges.add(segment(file, name, at, segment));
            }
        }
        if (ranges.isEmpty()) {
            throw new MemoryFormatException(name + ": at offset " + table
                    + ": expected a PT_LOAD segment, and there is none: this core holds no memory");
        }
        return ranges;
    }

    private static MappedRange segment(FileChannel file, String name, long at, ByteBuffer segment)
            throws IOException {
        long offset = segment.getLong(8);
        long address = segment.getLong(24);
        long length = segment.getLong(32);
        if (offset < 0 || length < 0 || offset > file.size() - length) {
            throw new MemoryFormatException(name + ": at offset " + at + ": the segment of " + length
                    + " bytes at offset " + offset + " does not lie in the file of " + file.size() + " bytes");
        }
        long start = address + PhysicalMemory.PAGE_SIZE - 1 & -PhysicalMemory.PAGE_SIZE;
        long cut = Math.min(start - address, length);
        return new MappedRange(file, start, offset + cut, length - cut);
    }

    private static ByteBuffer read(FileChannel file, String name, long at, int length, String what)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (at >= 0 && at <= file.size() - length) {
            while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
                continue;
            }
        }
        if (bytes.hasRemaining()) {
            throw new MemoryFormatException(name + ": at offset " + at + ": expected " + what
                    + ", and the file ends before");
        }
        return bytes;
    }
}
