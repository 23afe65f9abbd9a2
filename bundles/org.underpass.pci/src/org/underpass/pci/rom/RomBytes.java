package org.underpass.pci.rom;

import java.nio.charset.StandardCharsets;

/** Little-endian reading that gives 0 beyond the end. */
final class RomBytes {

    private final byte[] bytes;

    RomBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    int length() {
        return bytes.length;
    }

    int u8(int at) {
        return at >= 0 && at < bytes.length ? bytes[at] & 0xff : 0;
    }

    int u16(int at) {
        return u8(at) | u8(at + 1) << 8;
    }

    long u32(int at) {
        return u16(at) | (long) u16(at + 2) << 16;
    }

    boolean has(int at, int size) {
        return at >= 0 && size >= 0 && at <= bytes.length - size;
    }

    boolean isText(int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < wanted.length; i++) {
            if (u8(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    boolean startsWith(String text) {
        return isText(0, text);
    }

    /** "PCIR", with room for the shortest of them. */
    boolean isDataStructure(int at) {
        return has(at, 0x18) && isText(at, "PCIR");
    }

    /** The sum of bytes, of which 8 bits matter. */
    int sum(int from, int to) {
        int sum = 0;
        for (int at = from; at < to; at++) {
            sum += bytes[at];
        }
        return sum & 0xff;
    }
}
