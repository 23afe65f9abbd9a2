package org.underpass.rules;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Firmware tables, written by hand after their specifications. */
final class Tables {
    private Tables() {
    }

    /** A DMAR table with one unit for everything, its flags as given (bit 0: interrupt remapping). */
    static byte[] dmar(int flags, byte[]... more) {
        byte[] unit = structure(0, 16).put(4, (byte) 1).putLong(8, 0xfed90000L).array();
        return table("DMAR", ByteBuffer.allocate(12).put(0, (byte) 38).put(1, (byte) flags).array(), unit, more);
    }

    /** Reserved memory for one function on bus 0, or for what is behind a bridge there. */
    static byte[] rmrr(long base, long limit, boolean bridge, int device, int function) {
        ByteBuffer bytes = structure(1, 32);
        bytes.putLong(8, base).putLong(16, limit);
        bytes.put(24, (byte) (bridge ? 2 : 1)).put(25, (byte) 8).put(30, (byte) device).put(31, (byte) function);
        return bytes.array();
    }

    /** An IVRS table with one unit for everything. */
    static byte[] ivrs(byte[]... more) {
        ByteBuffer unit = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
        unit.put(0, (byte) 0x10).putShort(2, (short) 28).putLong(8, 0xfeb80000L).put(24, (byte) 1);
        return table("IVRS", new byte[12], unit.array(), more);
    }

    /** Memory for a range of requester ids; flags bit 0 unity, 1 readable, 2 writable, 3 exclusion. */
    static byte[] ivmd(int first, int last, int flags, long base, long length) {
        ByteBuffer bytes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, (byte) 0x22).put(1, (byte) flags).putShort(2, (short) 32).putShort(4, (short) first)
                .putShort(6, (short) last).putLong(16, base).putLong(24, length);
        return bytes.array();
    }

    /** A MADT with one I/O APIC that takes the first interrupts. */
    static byte[] madt(int ioapic) {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, (byte) 1).put(1, (byte) 12).put(2, (byte) ioapic).putInt(4, 0xfec00000);
        return table("APIC", new byte[8], bytes.array());
    }

    /** A DMAR table that remaps interrupts and whose unit names an I/O APIC. */
    static byte[] dmarWithIoapic(int ioapic) {
        ByteBuffer unit = structure(0, 24).put(4, (byte) 1).putLong(8, 0xfed90000L);
        unit.put(16, (byte) 3).put(17, (byte) 8).put(20, (byte) ioapic).put(21, (byte) 0xf0).put(22, (byte) 0x1f);
        return table("DMAR", ByteBuffer.allocate(12).put(0, (byte) 38).put(1, (byte) 1).array(), unit.array());
    }

    private static ByteBuffer structure(int type, int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putShort(0, (short) type)
                .putShort(2, (short) length);
    }

    private static byte[] table(String signature, byte[] fixed, byte[] first, byte[]... more) {
        int length = 36 + fixed.length + first.length;
        for (byte[] each : more) {
            length += each.length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(signature.getBytes(StandardCharsets.US_ASCII)).putInt(length).position(36);
        bytes.put(fixed).put(first);
        for (byte[] each : more) {
            bytes.put(each);
        }
        int sum = 0;
        for (byte one : bytes.array()) {
            sum += one;
        }
        return bytes.put(9, (byte) -sum).array();
    }
}
