package org.underpass.iommu.walk;

/** Receives the mappings of a requester in the order of their I/O addresses. */
@FunctionalInterface
public interface MappingVisitor {

    /**
     * A range without gaps, whose pages follow each other on both sides and have equal permissions.
     *
     * @param iova first I/O address
     * @param address first physical address
     * @param length bytes
     * @return false to stop the walk
     */
    boolean range(long iova, long address, long length, Permissions permissions);

    /** Asked before each page table is read, also where none maps anything; false stops the walk. */
    default boolean goOn() {
        return true;
    }
}
