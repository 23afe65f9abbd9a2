package org.underpass.iommu.memory;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.underpass.iommu.walk.PhysicalMemory;

/**
 * Some pages of a machine: compressed with gzip, repeated pairs of a physical address (64 bits, little-endian) and 4096
 * bytes. Held on the heap, so their number is limited.
 */
final class PagesFile implements PhysicalMemory {
    /** 512 MiB. */
    private static final int MOST_PAGES = 1 << 17;

    private final Map<Long, ByteBuffer> pages = new HashMap<>();

    private PagesFile() {
    }

    static PagesFile read(Path file) throws IOException {
        PagesFile memory = new PagesFile();
        long offset = 0;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                byte[] record = in.readNBytes(Long.BYTES + PAGE_SIZE);
                if (record.length == 0) {
                    return memory;
                }
                ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
                if (record.length < Long.BYTES + PAGE_SIZE) {
                    throw new MemoryFormatException(file + ": at offset " + offset
                            + " of the uncompressed pages: expected an address and 4096 bytes, and there are "
                            + record.length + " bytes");
                }
                long address = bytes.getLong(0);
                if (address % PAGE_SIZE != 0) {
                    throw new MemoryFormatException(file + ": at offset " + offset
                            + " of the uncompressed pages: expected the address of a page, a multiple of 4096; found 0x"
                            + Long.toHexString(address));
                }
                if (memory.pages.size() == MOST_PAGES) {
                    throw new MemoryFormatException(file + ": more than " + MOST_PAGES
                            + " pages; larger memories are read from raw images and ELF cores");
                }
                memory.pages.put(address, bytes.slice(Long.BYTES, PAGE_SIZE).order(ByteOrder.LITTLE_ENDIAN));
                offset += record.length;
            }
        } catch (ZipException | EOFException broken) {
            throw new MemoryFormatException(file + ": at offset " + offset
                    + " of the uncompressed pages: the compressed data are broken: " + broken.getMessage());
        }
    }

    @Override
    public Optional<ByteBuffer> page(long address) {
        return Optional.ofNullable(pages.get(address));
    }
}
