package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An ACPI table: its header and its bytes. Source: ACPI 6.5 section 5.2.6.
 *
 * <p>Immutable. Reading costs one pass for the checksum.
 */
public final class AcpiTable {
    /** Bytes of the header that every table but the FACS and RSDP has. */
    public static final int HEADER_LENGTH = 36;

    private final byte[] bytes;
    private final Bytes in;

    private AcpiTable(byte[] bytes) {
        this.bytes = bytes;
        this.in = new Bytes(bytes, bytes.length);
    }

    /**
     * Takes a table's bytes as firmware or a capture has them; they are copied.
     *
     * @return empty when there are fewer bytes than a header has
     */
    public static Optional<AcpiTable> read(byte[] bytes) {
        Objects.requireNonNull(bytes);
        return bytes.length < HEADER_LENGTH ? Optional.empty() : Optional.of(new AcpiTable(bytes.clone()));
    }

    /** The four characters of the signature, {@code DMAR} for example. */
    public String signature() {
        return fixedText(0, 4);
    }

    /** The length that the header claims, in bytes; may differ from that of {@link #bytes()}. */
    public long length() {
        return in.u32(4);
    }

    public int revision() {
        return in.u8(8);
    }

    public int checksum() {
        return in.u8(9);
    }

    /**
     * Whether all bytes of the table add up to 0. False also when the table is cut off, as its sum is then not known to
     * be right.
     */
    public boolean checksumOk() {
        if (length() < HEADER_LENGTH || length() > bytes.length) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < length(); i++) {
            sum += bytes[i];
        }
        return (sum & 0xff) == 0;
    }

    /** Six characters, trailing spaces kept, cut at the first NUL. */
    public String oemId() {
        return fixedText(10, 6);
    }

    /** Eight characters, trailing spaces kept, cut at the first NUL. */
    public String oemTableId() {
        return fixedText(16, 8);
    }

    public long oemRevision() {
        return in.u32(24);
    }

    /** Four characters that name the program which made the table. */
    public String creatorId() {
        return fixedText(28, 4);
    }

    public long creatorRevision() {
        return in.u32(32);
    }

    /** A copy of all bytes given, including such as lie behind the claimed length. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The header's fields. */
    public List<Field> fields() {
        return Fields.at(0).text("signature", signature(), 0, 4).count("length", length(), 4, 4)
                .count("revision", revision(), 8, 1).hex("checksum", checksum(), 9, 1).text("oemId", oemId(), 10, 6)
                .text("oemTableId", oemTableId(), 16, 8).hex("oemRevision", oemRevision(), 24, 4)
                .text("creatorId", creatorId(), 28, 4).hex("creatorRevision", creatorRevision(), 32, 4).done();
    }

    /** What is wrong with the header: a length that does not fit the bytes, a checksum that does not add up. */
    public List<Problem> problems() {
        if (length() < HEADER_LENGTH) {
            return List.of(new Problem(4, "the header claims " + length() + " bytes, less than a header has"));
        }
        if (length() > bytes.length) {
            return List.of(new Problem(4, "the header claims " + length() + " bytes, but only " + bytes.length
                    + " are there"));
        }
        List<Problem> problems = new ArrayList<>();
        if (!checksumOk()) {
            problems.add(new Problem(9, "the checksum is wrong: the table's bytes do not add up to 0"));
        }
        if (length() < bytes.length) {
            problems.add(new Problem((int) length(), (bytes.length - length())
                    + " bytes lie behind the end that the header claims"));
        }
        return List.copyOf(problems);
    }

    /** The bytes that belong to the table: up to the claimed length, as far as they are there. */
    Bytes content() {
        return new Bytes(bytes, (int) Math.min(length(), bytes.length));
    }

    private String fixedText(int offset, int size) {
        return in.text(offset, size);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcpiTable table && Arrays.equals(bytes, table.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return signature() + " revision " + revision() + ", " + length() + " bytes";
    }
}
