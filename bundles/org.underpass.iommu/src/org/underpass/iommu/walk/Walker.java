package org.underpass.iommu.walk;

import java.util.OptionalInt;

/**
 * Walks the tables of one remapping unit. Holds no state between calls; as thread-safe as the memory is.
 *
 * <p>Total: whatever lies in memory, the answer is a value.
 */
public sealed interface Walker permits VtdWalker, AmdWalker, SmmuWalker, GartWalker {

    /** Follows one address. Costs one read of memory a step. */
    Translation translate(Request request);

    /**
     * Visits all mappings of a requester in the order of their addresses, merged; nothing for one that has no page
     * tables.
     *
     * @param maxTables how many page tables to read at most: bounds the time on tables that refer to each other. 64
     *     GiB in pages of 4 KiB take 32833
     * @return whether all was visited: false when the visitor stopped, the limit was reached, or a table is not shown
     */
    boolean mappings(int requesterId, OptionalInt pasid, long maxTables, MappingVisitor visitor);
}
