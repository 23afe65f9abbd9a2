package org.underpass.iommu.acpi;

import java.util.List;
import java.util.Objects;

/**
 * A structure whose end lies outside of the table, or that is too short for its type.
 *
 * @param expected the short name of the type, or {@code UNKNOWN}
 * @param typeCode the type's number, or -1 where not even that is there
 * @param offset where it starts
 * @param declaredLength the length that the structure claims, or -1 where not even that is there
 * @param bytes what is there
 * @param reason one sentence
 */
public record TruncatedStructure(String expected, int typeCode, int offset, int declaredLength, Value.Bytes bytes,
        String reason) implements Structure {
    public TruncatedStructure {
        Objects.requireNonNull(expected);
        Objects.requireNonNull(reason);
    }

    @Override
    public String type() {
        return "TRUNCATED";
    }

    @Override
    public int length() {
        return bytes.octets().size();
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field("expected", new Value.Text(expected), offset, 0),
                new Field("bytes", bytes, offset, length()));
    }

    @Override
    public List<Problem> problems() {
        return List.of(new Problem(offset, reason));
    }
}
