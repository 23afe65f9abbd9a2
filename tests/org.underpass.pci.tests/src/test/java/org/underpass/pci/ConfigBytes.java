package org.underpass.pci;

import java.util.Arrays;

/** Writes configuration spaces for tests, byte for byte as the specification has them. */
final class ConfigBytes {

    private final byte[] bytes;
    private int lastStandard = -1;
    private int lastExtended = -1;

    private ConfigBytes(int length) {
        bytes = new byte[length];
    }

    /** A function with header type 0. */
    static ConfigBytes function(int length, int vendor, int device, int classCode) {
        return new ConfigBytes(length).u16(0, vendor).u16(2, device).u32(8, (long) classCode << 8);
    }

    ConfigBytes u8(int at, int value) {
        bytes[at] = (byte) value;
        return this;
    }

    ConfigBytes u16(int at, int value) {
        return u8(at, value).u8(at + 1, value >> 8);
    }

    ConfigBytes u32(int at, long value) {
        return u16(at, (int) value).u16(at + 2, (int) (value >> 16));
    }

    /** Appends an entry to the standard list. */
    ConfigBytes capability(int at, int id) {
        u8(lastStandard < 0 ? 0x34 : lastStandard + 1, at).u16(6, bytes[6] | 0x10).u8(at, id);
        lastStandard = at;
        return this;
    }

    /** Appends an entry to the extended list; the first must be at 0x100. */
    ConfigBytes extended(int at, int id, int version) {
        if (lastExtended >= 0) {
            u16(lastExtended + 2, bytes[lastExtended + 2] & 0xf | at << 4);
        }
        u32(at, id | version << 16);
        lastExtended = at;
        return this;
    }

    /** PCI Express of version 2 at 0x40. */
    ConfigBytes express(int type) {
        return capability(0x40, 0x10).u16(0x42, 2 | type << 4);
    }

    ConfigSpace space() {
        return ConfigSpace.of(bytes);
    }

    ConfigSpace first(int length) {
        return ConfigSpace.of(Arrays.copyOf(bytes, length));
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
