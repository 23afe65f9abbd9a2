package org.underpass.iommu.memory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.iommu.walk.PhysicalMemory;

/**
 * The running machine's memory through {@code /proc/kcore}: an ELF core whose segments are the kernel's own addresses,
 * of which those of the direct map stand for physical memory. Since Linux 4.19 segments say which physical address they
 * begin at, and those that have none say -1; before, all say 0, and the direct map is found by its segments' lengths,
 * which are those of the machine's RAM. Source: Linux, fs/proc/kcore.c.
 *
 * <p>Reads as the machine runs: two pages may be of different moments. Each page costs one read. Not safe for several
 * threads.
 */
public final class KernelCore implements PhysicalMemory, Closeable {
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int LOAD = 1;
    private static final int MOST_SEGMENTS = 0xffff;

    private record Segment(long offset, long virtual, long physical, long length) {
    }

    private final FileChannel file;
    private final List<Segment> segments;
    private final ByteBuffer page = ByteBuffer.allocateDirect(PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private long shown = -1;

    private KernelCore(FileChannel file, List<Segment> segments) {
        this.file = file;
        this.segments = segments;
    }

    /**
     * A range of RAM.
     *
     * @param start first address
     * @param end   last address
     */
    public record Ram(long start, long end) {
        private long firstPage() {
            return start + PAGE_SIZE - 1 & -PAGE_SIZE;
        }

        private long length() {
            return (end + 1 & -PAGE_SIZE) - firstPage();
        }
    }

    /**
     * Opens.
     *
     * @param core {@code /proc/kcore}
     * @param ram  the machine's RAM as {@code /proc/iomem} lists it, which kernels before 4.19 need; may be empty
     * @throws MemoryFormatException where it is no such core, or shows no physical memory
     * @throws IOException where it cannot be read
     */
    public static KernelCore open(Path core, List<Ram> ram) throws IOException {
        FileChannel file = FileChannel.open(core, StandardOpenOption.READ);
        try {
            return new KernelCore(file, physical(segments(file, core.toString()), ram, core.toString()));
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    private static List<Segment> segments(FileChannel file, String name) throws IOException {
        ByteBuffer header = read(file, name, 0, HEADER, "an ELF header of 64 bytes");
        if (header.getInt(0) != 0x464c457f || header.get(4) != 2 || header.get(5) != 1) {
            throw new MemoryFormatException(name + ": at offset 0: expected an ELF core of 64 bits, little-endian");
        }
        int count = Short.toUnsignedInt(header.getShort(56));
        if (Short.toUnsignedInt(header.getShort(54)) != PROGRAM_HEADER || count >= MOST_SEGMENTS) {
            throw new MemoryFormatException(name + ": at offset 54: expected program headers of 56 bytes");
        }
        ByteBuffer all = read(file, name, header.getLong(32), count * PROGRAM_HEADER, count + " program headers");
        List<Segment> found = new ArrayList<>();
        for (int at = 0; at < count * PROGRAM_HEADER; at += PROGRAM_HEADER) {
            if (all.getInt(at) == LOAD) {
                found.add(new Segment(all.getLong(at + 8), all.getLong(at + 16), all.getLong(at + 24),
                        all.getLong(at + 32)));
            }
        }
        return found;
    }

    private static List<Segment> physical(List<Segment> all, List<Ram> ram, String name) throws IOException {
        List<Segment> told = all.stream().filter(segment -> segment.physical != -1 && segment.length > 0).toList();
        if (told.stream().anyMatch(segment -> segment.physical != 0)) {
            return told;
        }
        Map<Long, Integer> bases = new HashMap<>();
        for (Segment segment : all) {
            for (Ram range : ram) {
                if (range.length() == segment.length) {
                    bases.merge(segment.virtual - range.firstPage(), 1, Integer::sum);
                }
            }
        }
        long base = bases.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow(
                () -> new MemoryFormatException(name + ": its segments do not say which physical memory they show"
                        + (ram.isEmpty() ? ", and /proc/iomem, which would help, shows no RAM" : ""))).getKey();
        return all.stream().filter(segment -> ram.stream().anyMatch(range -> range.length() == segment.length
                        && segment.virtual - range.firstPage() == base))
                .map(segment -> new Segment(segment.offset, segment.virtual, segment.virtual - base, segment.length))
                .toList();
    }

    private static ByteBuffer read(FileChannel file, String name, long at, int length, String what)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (at >= 0 && bytes.hasRemaining() && file.read(bytes, at + bytes.position()) >= 0) {
            continue;
        }
        if (bytes.hasRemaining()) {
            throw new MemoryFormatException(name + ": at offset " + at + ": expected " + what
                    + ", and the file ends before");
        }
        return bytes;
    }

    @Override
    public Optional<ByteBuffer> page(long address) {
        if (address == shown) {
            return Optional.of(page);
        }
        shown = -1;
        for (Segment segment : segments) {
            long from = address - segment.physical;
            if (Long.compareUnsigned(from, segment.length) < 0
                    && Long.compareUnsigned(segment.length - from, PAGE_SIZE) >= 0) {
                page.clear();
                try {
                    while (page.hasRemaining() && file.read(page, segment.offset + from + page.position()) > 0) {
                        continue;
                    }
                } catch (IOException | IllegalArgumentException notShown) {
                    continue;
                }
                if (!page.hasRemaining()) {
                    shown = address;
                    return Optional.of(page);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean read(long address, long[] words) {
        // Never the page that was read last: the machine goes on.
        shown = -1;
        return PhysicalMemory.super.read(address, words);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
