package org.underpass.iommu.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.iommu.walk.PhysicalMemory;

/** Memory in files of each kind, well-formed and not. */
class MemoryFileTest {
    private static final OptionalLong NO_BASE = OptionalLong.empty();

    @TempDir
    Path folder;

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "image", ""), content);
    }

    @Test
    void rawImagesBeginAtTheirBase() throws IOException {
        byte[] image = little(3 * 4096 + 100).putLong(8, 0x1111).putLong(2 * 4096 + 16, 0x2222).array();
        PhysicalMemory memory = MemoryFile.open(file(image), OptionalLong.of(0x10_0000));
        assertEquals(OptionalLong.of(0x1111), memory.u64(0x10_0008));
        assertEquals(OptionalLong.of(0x2222), memory.u64(0x10_2010));
        assertEquals(0x2222, memory.page(0x10_2000).orElseThrow().getLong(16));
        long[] words = new long[512];
        assertTrue(memory.read(0x10_2000, words));
        assertEquals(0x2222, words[2]);
        for (long outside : new long[] {0, 0xf_f000, 0x10_3000, 0x10_4000, -4096, 1L << 52}) {
            assertEquals(OptionalLong.empty(), memory.u64(outside));
            assertFalse(memory.page(outside).isPresent());
            assertFalse(memory.read(outside, words));
        }
        assertEquals(OptionalLong.of(0), MemoryFile.open(file(image), NO_BASE).u64(0));
        refused("no multiple of 4096", image, OptionalLong.of(8));
        assertEquals(OptionalLong.empty(), MemoryFile.open(file(new byte[0]), NO_BASE).u64(0));
        assertThrows(IOException.class, () -> MemoryFile.open(folder, NO_BASE));
        assertThrows(IOException.class, () -> MemoryFile.open(folder.resolve("none"), NO_BASE));
    }

    /** A sparse file of 5 GiB: more than one buffer can address. */
    @Test
    void imagesMayBeLargerThanTwoGigabytes() throws IOException {
        Path image = folder.resolve("large");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(little(8).putLong(0, 0x3333), 3L << 30);
            channel.write(little(8).putLong(0, 0x4444), (5L << 30) - 4096 + 8);
            channel.write(little(8), (5L << 30) - 8);
        }
        PhysicalMemory memory = MemoryFile.open(image, NO_BASE);
        assertEquals(OptionalLong.of(0x3333), memory.u64(3L << 30));
        assertEquals(OptionalLong.of(0x4444), memory.u64((5L << 30) - 4096 + 8));
        long[] words = new long[512];
        assertTrue(memory.read((5L << 30) - 4096, words));
        assertEquals(0x4444, words[1]);
        assertEquals(OptionalLong.empty(), memory.u64(5L << 30));
    }

    /** As QEMU's dump-guest-memory writes it: a note, then segments with physical addresses. */
    private static byte[] core(long... segments) {
        ByteBuffer core = little(0x3000 + segments.length * 4096);
        core.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putLong(32, 64).putShort(54, (short) 56)
                .putShort(56, (short) (segments.length + 1));
        core.putInt(64, 4);
        for (int i = 0; i < segments.length; i++) {
            int at = 64 + 56 * (i + 1);
            core.putInt(at, 1).putLong(at + 8, 0x2468 + i * 4096L).putLong(at + 24, segments[i]).putLong(at + 32, 4096);
            core.putLong(0x2468 + i * 4096 + 8, 0x5550 + i);
        }
        return core.array();
    }

    @Test
    void coresHaveSegments() throws IOException {
        PhysicalMemory memory = MemoryFile.open(file(core(1L << 32, 0, 0x10_0000)), NO_BASE);
        assertEquals(OptionalLong.of(0x5550), memory.u64((1L << 32) + 8));
        assertEquals(OptionalLong.of(0x5551), memory.u64(8));
        assertEquals(OptionalLong.of(0x5552), memory.u64(0x10_0008));
        assertEquals(OptionalLong.empty(), memory.u64(0x1000));
        refused("base address is for raw images", core(0), OptionalLong.of(0));
        refused("at offset 4", Arrays.copyOf(new byte[] {0x7f, 'E', 'L', 'F', 1, 1}, 100), NO_BASE);
        refused("an ELF header", new byte[] {0x7f, 'E', 'L', 'F', 2, 1}, NO_BASE);
        refused("no memory", core(), NO_BASE);
        refused("does not lie in the file", Arrays.copyOf(core(0), 0x2500), NO_BASE);
        refused("a program header", Arrays.copyOf(core(0), 100), NO_BASE);
    }

    private static byte[] pages(long address, int length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(Arrays.copyOf(little(4104).putLong(0, address).putLong(16, 0x6666).array(), length));
        }
        return bytes.toByteArray();
    }

    @Test
    void pagesFilesHaveAddresses() throws IOException {
        PhysicalMemory memory = MemoryFile.open(file(pages(0x7000, 4104)), NO_BASE);
        assertEquals(OptionalLong.of(0x6666), memory.u64(0x7008));
        assertEquals(OptionalLong.empty(), memory.u64(0x8000));
        refused("expected an address and 4096 bytes", pages(0x7000, 4000), NO_BASE);
        refused("a multiple of 4096", pages(0x7001, 4104), NO_BASE);
        refused("compressed data are broken", Arrays.copyOf(pages(0x7000, 4104), 30), NO_BASE);
        refused("raw images", pages(0x7000, 4104), OptionalLong.of(0));
    }

    private void refused(String part, byte[] content, OptionalLong base) throws IOException {
        Path file = file(content);
        MemoryFormatException refused = assertThrows(MemoryFormatException.class, () -> MemoryFile.open(file, base));
        assertTrue(refused.getMessage().contains(part), refused.getMessage());
        assertTrue(refused.getMessage().startsWith(file.toString()), refused.getMessage());
    }

    @Test
    void mutatedFilesEndInValuesOrInOneException() throws IOException {
        Random random = new Random(7);
        byte[][] seeds = {core(0, 0x10_0000), pages(0x7000, 4104)};
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = seeds[round & 1].clone();
            for (int i = 0; i < 4; i++) {
                bytes[random.nextInt(Math.min(bytes.length, 300))] = (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve("mutated"), bytes);
            try {
                MemoryFile.open(file, NO_BASE).u64(random.nextLong() & -8);
            } catch (IOException expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
    }
}
