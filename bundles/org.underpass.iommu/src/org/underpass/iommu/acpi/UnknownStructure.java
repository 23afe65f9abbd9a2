package org.underpass.iommu.acpi;

import java.util.List;

/**
 * A structure of a type that this package does not know, skipped by its length.
 *
 * @param typeCode the type's number
 * @param offset where it starts
 * @param length its length as the table says
 * @param body the bytes after type and length
 */
public record UnknownStructure(int typeCode, int offset, int length, Value.Bytes body) implements Structure {
    @Override
    public String type() {
        return "UNKNOWN";
    }

    @Override
    public List<Field> fields() {
        int size = body.octets().size();
        return List.of(new Field("body", body, offset + length - size, size));
    }
}
