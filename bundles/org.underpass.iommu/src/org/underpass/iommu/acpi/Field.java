package org.underpass.iommu.acpi;

import java.util.Objects;

/**
 * One field of a structure, for viewers and JSON.
 *
 * @param name the specification's name in lower camel case
 * @param value what it holds
 * @param offset where it starts, in bytes from the start of the table
 * @param length how many bytes it takes; 0 for a single bit of the flags field before it
 */
public record Field(String name, Value value, int offset, int length) {
    public Field {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }
}
