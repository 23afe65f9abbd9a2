package org.underpass.iommu.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes small ACPI tables from the specifications, for tests. */
public final class TableBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private TableBytes(String signature, int revision) {
        text(signature, 4).u32(0).u8(revision).u8(0).text("UNDERP", 6).text("FIXTURE ", 8).u32(1).text("TEST", 4)
                .u32(1);
    }

    public static TableBytes of(String signature, int revision) {
        return new TableBytes(signature, revision);
    }

    /** A DMAR with header fields; structures follow. */
    public static TableBytes dmar(int hostAddressWidth, int flags) {
        return of("DMAR", 1).u8(hostAddressWidth).u8(flags).zeros(10);
    }

    /** An IVRS with header fields; blocks follow. */
    public static TableBytes ivrs(long ivInfo) {
        return of("IVRS", 2).u32(ivInfo).zeros(8);
    }

    public TableBytes u8(int value) {
        out.write(value);
        return this;
    }

    public TableBytes u16(int value) {
        return u8(value & 0xff).u8(value >> 8 & 0xff);
    }

    public TableBytes u32(long value) {
        return u16((int) (value & 0xffff)).u16((int) (value >> 16 & 0xffff));
    }

    public TableBytes u64(long value) {
        return u32(value & 0xffffffffL).u32(value >>> 32);
    }

    public TableBytes text(String value, int width) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < width; i++) {
            u8(i < bytes.length ? bytes[i] : 0);
        }
        return this;
    }

    public TableBytes zeros(int count) {
        for (int i = 0; i < count; i++) {
            u8(0);
        }
        return this;
    }

    /** A device scope: type, enumeration id, start bus, then pairs of device and function. */
    public TableBytes scope(int type, int enumerationId, int startBus, int... path) {
        u8(type).u8(6 + path.length).u16(0).u8(enumerationId).u8(startBus);
        for (int part : path) {
            u8(part);
        }
        return this;
    }

    public int size() {
        return out.size();
    }

    /** The bytes as they stand, the header's length and checksum put right. */
    public byte[] bytes() {
        byte[] bytes = out.toByteArray();
        for (int i = 0; i < 4; i++) {
            bytes[4 + i] = (byte) (bytes.length >> 8 * i);
        }
        int sum = 0;
        for (byte b : bytes) {
            sum += b;
        }
        bytes[9] = (byte) -sum;
        return bytes;
    }

    public AcpiTable table() {
        return AcpiTable.read(bytes()).orElseThrow();
    }

    public RemappingTable decode() {
        return RemappingTable.decode(table());
    }
}
