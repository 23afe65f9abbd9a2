package org.underpass.pci;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The bytes of a function's configuration space, as far as a source shows them. Little endian, immutable.
 *
 * <p>An unprivileged reader of sysfs sees 64 bytes, {@code lspci -xxx} shows 256, {@code -xxxx} up to 4096. A text
 * dump may even have holes. Ask {@link #has} before reading: the readers throw
 * {@link IndexOutOfBoundsException} for bytes that the source does not show, since 0 would be an assumption.
 */
public final class ConfigSpace {

    /** Size of PCI Express extended configuration space; what lies beyond is cut off. */
    public static final int EXTENDED_SIZE = 4096;
    /** Size of conventional configuration space. */
    public static final int CONVENTIONAL_SIZE = 256;
    /** Size of the predefined header. */
    public static final int HEADER_SIZE = 64;

    private final byte[] bytes;
    /** Null where every byte up to the length is known. */
    private final BitSet known;

    private ConfigSpace(byte[] bytes, BitSet known) {
        this.bytes = bytes;
        this.known = known;
    }

    /** All bytes known, from offset 0. The array is copied; at most {@value #EXTENDED_SIZE} bytes are kept. */
    public static ConfigSpace of(byte[] bytes) {
        return new ConfigSpace(Arrays.copyOf(bytes, Math.min(bytes.length, EXTENDED_SIZE)), null);
    }

    /** With holes: only offsets set in {@code known} were shown by the source. Both arguments are copied. */
    public static ConfigSpace of(byte[] bytes, BitSet known) {
        int length = Math.min(Math.min(bytes.length, EXTENDED_SIZE), known.length());
        boolean whole = known.nextClearBit(0) >= length;
        return new ConfigSpace(Arrays.copyOf(bytes, length), whole ? null : known.get(0, length));
    }

    /** One more than the highest offset known. */
    public int length() {
        return bytes.length;
    }

    /** Whether all {@code size} bytes from {@code offset} are known. Any arguments are allowed. */
    public boolean has(int offset, int size) {
        if (offset < 0 || size < 0 || size > bytes.length || offset > bytes.length - size) {
            return false;
        }
        return known == null || known.nextClearBit(offset) >= offset + size;
    }

    /** @throws IndexOutOfBoundsException where unknown */
    public int u8(int offset) {
        check(offset, 1);
        return bytes[offset] & 0xff;
    }

    /** @throws IndexOutOfBoundsException where unknown */
    public int u16(int offset) {
        check(offset, 2);
        return bytes[offset] & 0xff | (bytes[offset + 1] & 0xff) << 8;
    }

    /** Unsigned. @throws IndexOutOfBoundsException where unknown */
    public long u32(int offset) {
        check(offset, 4);
        return (bytes[offset] & 0xff | (bytes[offset + 1] & 0xff) << 8 | (bytes[offset + 2] & 0xff) << 16
                | (bytes[offset + 3] & 0xff) << 24) & 0xffffffffL;
    }

    /** @throws IndexOutOfBoundsException where unknown */
    public long u64(int offset) {
        return u32(offset) | u32(offset + 4) << 32;
    }

    /** A copy of the bytes; holes read as 0, see {@link #has}. */
    public byte[] bytes() {
        return bytes.clone();
    }

    private void check(int offset, int size) {
        if (!has(offset, size)) {
            throw new IndexOutOfBoundsException(
                    "configuration space: " + size + " bytes at 0x" + Integer.toHexString(offset) + " are not known");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConfigSpace that && Arrays.equals(bytes, that.bytes)
                && (known == null ? that.known == null : known.equals(that.known));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "ConfigSpace[" + bytes.length + " bytes" + (known == null ? "" : ", with holes") + "]";
    }
}
