package org.underpass.iommu.walk;

/**
 * One entry that a walk has read.
 *
 * @param table {@code root}, {@code context} or {@code page}
 * @param level of a page table, counted from 1 for the tables whose entries are pages of 4 KiB; 0 for others
 * @param entryAddress physical address of the entry
 * @param entry its lower 64 bits
 * @param upper its upper 64 bits where entries have 128, else 0
 */
public record WalkStep(String table, int level, long entryAddress, long entry, long upper) {
}
