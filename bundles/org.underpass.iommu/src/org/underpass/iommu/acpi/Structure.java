package org.underpass.iommu.acpi;

import java.util.List;
import java.util.Objects;

/**
 * One structure of a remapping table (the kernel calls it a subtable).
 *
 * <p>A provider type: new variants appear as specifications grow, so a {@code switch} outside this bundle needs a
 * default branch.
 */
public sealed interface Structure extends Item
        permits DmarStructure, IvrsStructure, IortNode, ViotNode, UnknownStructure, TruncatedStructure {

    /** The specification's short name: {@code DRHD}, {@code IVHD}, {@code SMMU_V3}, {@code UNKNOWN}, ... */
    String type();

    /** The number that the table has for the type. */
    int typeCode();

    /** Lists of parts that stand in this structure, such as {@code scopes} of a DRHD. Empty where it has none. */
    default List<Parts> parts() {
        return List.of();
    }

    /** What in this structure contradicts the specification. */
    default List<Problem> problems() {
        return List.of();
    }

    /**
     * Parts of one kind.
     *
     * @param name the name of the list in lower camel case, in the plural
     * @param items the parts in the order of the bytes
     */
    record Parts(String name, List<? extends Item> items) {
        public Parts {
            Objects.requireNonNull(name);
            items = List.copyOf(items);
        }
    }
}
