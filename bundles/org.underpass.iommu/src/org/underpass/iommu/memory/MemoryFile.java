package org.underpass.iommu.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;
import org.underpass.iommu.walk.PhysicalMemory;

/** Opens files that hold a machine's memory. */
public final class MemoryFile {
    private static final int GZIP = 0x1f8b;
    private static final int ELF = 0x7f454c46;

    private MemoryFile() {
    }

    /**
     * Opens a file by its first bytes: a pages file (compressed, pairs of an address and a page), an ELF core such as
     * QEMU's {@code dump-guest-memory} writes, else a raw image. Images of any size are mapped and cost no heap.
     *
     * @param base physical address of a raw image's first byte, a multiple of 4096; 0 where none is given. Other files
     *     have their addresses themselves
     * @throws MemoryFormatException where the content is not what it begins as, or a base is given and has no meaning
     * @throws IOException where the file cannot be read
     */
    public static PhysicalMemory open(Path file, OptionalLong base) throws IOException {
        int magic = magic(file);
        boolean pages = magic >>> 16 == GZIP;
        if (base.isPresent() && (pages || magic == ELF)) {
            throw new MemoryFormatException(file + ": " + (pages ? "a pages file" : "an ELF core")
                    + " has its addresses itself; a base address is for raw images");
        }
        if (pages) {
            return PagesFile.read(file);
        }
        if (base.orElse(0) % PhysicalMemory.PAGE_SIZE != 0) {
            throw new MemoryFormatException(file + ": the base address 0x" + Long.toHexString(base.getAsLong())
                    + " is no multiple of 4096");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return magic == ELF ? new MappedMemory(ElfCore.map(channel, file.toString()))
                    : new MappedMemory(List.of(new MappedRange(channel, base.orElse(0), 0, channel.size())));
        }
    }

    private static int magic(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new MemoryFormatException(file + ": is a folder; expected a memory image");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(4);
            channel.read(start, 0);
            return start.getInt(0);
        }
    }
}
