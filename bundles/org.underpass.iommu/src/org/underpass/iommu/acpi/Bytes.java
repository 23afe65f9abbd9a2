package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** Little-endian reads from a table. Callers check {@link #has} first; nothing here grows with the input's claims. */
final class Bytes {
    private final byte[] data;
    private final int end;

    Bytes(byte[] data, int end) {
        this.data = data;
        this.end = Math.max(0, Math.min(end, data.length));
    }

    int end() {
        return end;
    }

    boolean has(long offset, long size) {
        return offset >= 0 && size >= 0 && offset + size <= end;
    }

    int u8(int offset) {
        return data[offset] & 0xff;
    }

    int u16(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    long u32(int offset) {
        return u16(offset) | (long) u16(offset + 2) << 16;
    }

    long u64(int offset) {
        return u32(offset) | u32(offset + 4) << 32;
    }

    /** Text of a fixed width: up to the first NUL, other bytes that are not printable as {@code \xNN}. */
    String text(int offset, int size) {
        StringBuilder out = new StringBuilder();
        for (int i = offset; i < offset + size && u8(i) != 0; i++) {
            int c = u8(i);
            if (c >= 0x20 && c < 0x7f) {
                out.append((char) c);
            } else {
                out.append(String.format("\\x%02x", c));
            }
        }
        return out.toString();
    }

    Value.Bytes raw(int offset, int size) {
        List<Integer> octets = new ArrayList<>();
        for (int i = offset; i < Math.min(offset + size, end); i++) {
            octets.add(u8(i));
        }
        return new Value.Bytes(octets);
    }

    TruncatedStructure truncated(String expected, int typeCode, int offset, int declared, int available,
            String reason) {
        return new TruncatedStructure(expected, typeCode, offset, declared, raw(offset, available), reason);
    }
}
