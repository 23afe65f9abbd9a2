package org.underpass.host.tree;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;
import org.underpass.host.tree.MemoryTree.Directory;

/**
 * A captured root in a tar archive, plain or compressed, read into memory at once; nothing is written to disk. How it
 * is compressed is told by its first bytes, not by its name.
 */
public final class ArchiveTree {

    /** Compression of a file, by its first bytes. */
    public enum Packing {
        GZIP(0x1f, 0x8b), BZIP2('B', 'Z', 'h'), XZ(0xfd, '7', 'z', 'X', 'Z'), ZSTD(0x28, 0xb5, 0x2f, 0xfd), TAR, NONE;

        private final int[] magic;

        Packing(int... magic) {
            this.magic = magic;
        }

        /** Tells it from at least 512 bytes of a file, or all of a shorter one. */
        public static Packing of(byte[] start) {
            for (Packing packing : values()) {
                if (packing.magic.length > 0 && packing.matches(start)) {
                    return packing;
                }
            }
            boolean ustar = start.length >= 262 && start[257] == 'u' && start[258] == 's' && start[259] == 't'
                    && start[260] == 'a' && start[261] == 'r';
            return ustar ? TAR : NONE;
        }

        private boolean matches(byte[] start) {
            for (int i = 0; i < magic.length; i++) {
                if (start.length <= i || (start[i] & 0xff) != magic[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Unpacked bytes at which we begin to look at how much they were packed. */
    private static final long UNSUSPICIOUS = 64L << 20;
    private static final int MOST_RATIO = 100;
    private static final long MOST_UNPACKED = 1L << 30;
    /** Memory that unpacking may take, KiB. A dictionary of xz -9 has 64 MiB. */
    private static final int MOST_MEMORY = 80 << 10;

    private ArchiveTree() {
    }

    /**
     * Reads an archive.
     *
     * @throws IOException with a message that names entry, offset and what was expected, without the file's name
     */
    public static MemoryTree read(Path file, Packing packing) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read(raw, packing, Files.size(file));
        }
    }

    /** As {@link #read(Path, Packing)}, of an archive in memory, whatever it is packed with. */
    public static MemoryTree read(byte[] archive) throws IOException {
        Packing packing = Packing.of(archive);
        if (packing == Packing.NONE) {
            throw new IOException("offset 0: expected a tar archive, plain or packed with gzip, bzip2, xz or zstd");
        }
        return read(new ByteArrayInputStream(archive), packing, archive.length);
    }

    private static MemoryTree read(InputStream raw, Packing packing, long packed) throws IOException {
        try (InputStream unpacked = new BoundedStream(begun(raw, packing), packed)) {
            return new MemoryTree(capturedRoot(new TarReader(unpacked).read()));
        }
    }

    /** Some libraries read the first block at once. */
    private static InputStream begun(InputStream raw, Packing packing) throws IOException {
        try {
            return unpack(raw, packing);
        } catch (IOException e) {
            throw TarReader.broken(e, "an archive", 0);
        }
    }

    private static InputStream unpack(InputStream raw, Packing packing) throws IOException {
        return switch (packing) {
            case GZIP -> new GZIPInputStream(raw, 1 << 16);
            case BZIP2 -> Unpackers.bzip2(raw);
            case XZ -> Unpackers.xz(raw);
            case ZSTD -> Unpackers.zstd(raw);
            case TAR, NONE -> raw;
        };
    }

    /** The archive's top, or the only directory in it that holds a root, as some tools put one around. */
    static Directory capturedRoot(Directory top) throws IOException {
        Directory at = top;
        for (int depth = 0; depth < 3; depth++) {
            if (at.children.get("sys") instanceof Directory || at.children.get("proc") instanceof Directory) {
                return at;
            }
            if (at.children.size() != 1 || !(at.children.values().iterator().next() instanceof Directory inner)) {
                break;
            }
            at = inner;
        }
        throw new IOException("expected a captured root with sys/ or proc/, found "
                + (top.children.isEmpty() ? "nothing" : String.join(", ", top.children.keySet().stream().sorted()
                        .limit(5).toList())));
    }

    /** Keeps the classes of others away until an archive needs them. */
    private static final class Unpackers {
        static InputStream bzip2(InputStream raw) throws IOException {
            return new BZip2CompressorInputStream(raw, true);
        }

        static InputStream xz(InputStream raw) throws IOException {
            return new XZInputStream(raw, MOST_MEMORY);
        }

        static InputStream zstd(InputStream raw) throws IOException {
            return new ZstdInputStream(raw);
        }
    }

    /** An archive unpacks to far more than it is. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(String message) {
            super(message);
        }
    }

    /** Stops an archive that unpacks to far more than it is. */
    private static final class BoundedStream extends FilterInputStream {
        private final long packed;
        private long count;

        BoundedStream(InputStream in, long packed) {
            super(in);
            this.packed = packed;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            count += Math.max(got, 0);
            if (count > MOST_UNPACKED || count > UNSUSPICIOUS && count / MOST_RATIO > packed) {
                throw new TooLarge("it unpacks to more than " + (count >> 20) + " MiB from " + packed
                        + " bytes; expected a captured root");
            }
            return got;
        }
    }
}
