package org.underpass.iommu.acpi;

import java.util.Objects;

/**
 * Something in a table that contradicts its specification.
 *
 * @param offset where, in bytes from the start of the table
 * @param message one sentence: what is there and what was expected
 */
public record Problem(int offset, String message) {
    public Problem {
        Objects.requireNonNull(message);
    }

    @Override
    public String toString() {
        return "offset 0x" + Integer.toHexString(offset) + ": " + message;
    }
}
