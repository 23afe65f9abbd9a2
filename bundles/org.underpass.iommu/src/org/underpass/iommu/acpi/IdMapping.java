package org.underpass.iommu.acpi;

import java.util.List;

/**
 * An ID mapping of an IORT node: which ids going in become which ids at the node that it points to. Source: Arm
 * DEN0049 E.e table 4.
 *
 * @param offset where it starts, in bytes from the start of the table
 * @param inputBase first id in
 * @param numberOfIds the field as it stands: one less than the number of ids
 * @param outputBase first id out
 * @param outputReference offset of the node it leads to, from the start of the table
 * @param flags bit 0 single mapping: the input base is ignored
 */
public record IdMapping(int offset, long inputBase, long numberOfIds, long outputBase, long outputReference,
        long flags) implements Item {
    static final int LENGTH = 20;

    @Override
    public int length() {
        return LENGTH;
    }

    /** One id out for whatever comes in. */
    public boolean single() {
        return (flags & 1) != 0;
    }

    @Override
    public List<Field> fields() {
        return Fields.at(offset).hex("inputBase", inputBase, 0, 4).count("numberOfIds", numberOfIds, 4, 4)
                .hex("outputBase", outputBase, 8, 4).hex("outputReference", outputReference, 12, 4)
                .hex("flags", flags, 16, 4).bits(flags, 16, "singleMapping").done();
    }
}
