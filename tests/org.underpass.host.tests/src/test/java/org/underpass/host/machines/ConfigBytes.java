package org.underpass.host.machines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a configuration space: header, capability list, extended list, each entry linked as it is added. */
final class ConfigBytes {

    /** Types of PCI Express functions, as in the PCI Express Capabilities Register. */
    static final int ENDPOINT = 0;
    static final int ROOT_PORT = 4;
    static final int UPSTREAM = 5;
    static final int DOWNSTREAM = 6;
    static final int INTEGRATED = 9;

    private final ByteBuffer bytes;
    private int nextAt = 0x40;
    private int linkAt = 0x34;
    private int extendedAt = 0x100;
    private int extendedLink;

    ConfigBytes(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(4, (short) 0x0406);
    }

    byte[] array() {
        return bytes.array().clone();
    }

    ConfigBytes u8(int at, int value) {
        bytes.put(at, (byte) value);
        return this;
    }

    ConfigBytes u16(int at, int value) {
        bytes.putShort(at, (short) value);
        return this;
    }

    ConfigBytes u32(int at, long value) {
        bytes.putInt(at, (int) value);
        return this;
    }

    ConfigBytes u64(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    /** Adds a capability with room for its body and gives its offset. */
    int capability(int id, int length) {
        int at = nextAt;
        bytes.putShort(6, (short) (bytes.getShort(6) | 0x10));
        u8(linkAt, at).u8(at, id);
        linkAt = at + 1;
        nextAt = at + (length + 3 & ~3);
        return at;
    }

    /** Adds an extended capability and gives its offset. */
    int extended(int id, int version, int length) {
        int at = extendedAt;
        if (extendedLink != 0) {
            u32(extendedLink, bytes.getInt(extendedLink) & 0xfffff | at << 20);
        }
        u32(at, id | version << 16);
        extendedLink = at;
        extendedAt = at + (length + 3 & ~3);
        return at;
    }

    /** @param noSoftReset whether D3hot to D0 keeps the state, so that it is no reset */
    ConfigBytes power(boolean noSoftReset) {
        int at = capability(0x01, 8);
        return u16(at + 2, 0xc803).u16(at + 4, noSoftReset ? 0x0008 : 0);
    }

    ConfigBytes msi(boolean enabled) {
        int at = capability(0x05, 14);
        return u16(at + 2, enabled ? 0x0081 : 0x0080);
    }

    ConfigBytes msix(int vectors, int bar, int offset) {
        int at = capability(0x11, 12);
        return u16(at + 2, 0x8000 | vectors - 1).u32(at + 4, offset | bar).u32(at + 8, offset + 0x1000 | bar);
    }

    ConfigBytes bridgeSubsystem(int vendor, int device) {
        int at = capability(0x0d, 8);
        return u16(at + 4, vendor).u16(at + 6, device);
    }

    /**
     * The PCI Express Capability.
     *
     * @param speed generation, 1 to 5; 0 for an integrated endpoint without a link
     */
    ConfigBytes express(int type, boolean flr, int speed, int width, int nowSpeed, int nowWidth) {
        int at = capability(0x10, 0x3c);
        boolean slot = type == ROOT_PORT || type == DOWNSTREAM;
        u16(at + 2, 2 | type << 4 | (slot ? 0x100 : 0));
        u32(at + 4, 0x8002L | (flr ? 1L << 28 : 0));
        u16(at + 8, 0x2830);
        if (speed > 0) {
            u32(at + 0x0c, speed | width << 4 | 0x400 | 0x40_0000);
            u16(at + 0x12, nowSpeed | nowWidth << 4);
            u32(at + 0x2c, (1L << speed + 1) - 2);
            u16(at + 0x30, speed);
        }
        if (slot) {
            u32(at + 0x14, 0x0000_0000L | 1L << 19);
            u16(at + 0x1a, nowWidth > 0 ? 0x40 : 0);
        }
        return u32(at + 0x24, 0x0007_0813L);
    }

    ConfigBytes errors() {
        extended(0x0001, 2, 0x48);
        return this;
    }

    ConfigBytes acs(int capability, int control) {
        int at = extended(0x000d, 1, 8);
        return u16(at + 4, capability).u16(at + 6, control);
    }

    ConfigBytes serial(long number) {
        return u64(extended(0x0003, 1, 12) + 4, number);
    }

    /** @param sizes bit n standing for 2^n MiB; @param now the present one's n */
    ConfigBytes resizable(int bar, long sizes, int now) {
        int at = extended(0x0015, 1, 12);
        return u32(at + 4, sizes << 4).u32(at + 8, bar | 1 << 5 | (long) now << 8);
    }
}
