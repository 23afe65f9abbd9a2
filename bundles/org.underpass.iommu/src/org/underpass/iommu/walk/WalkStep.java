package org.underpass.iommu.walk;

/**
 * One entry that a walk has read.
 *
 * @param table which kind of table, in the specification's words: VT-d {@code root}, {@code context},
 *     {@code pasid-directory}, {@code pasid}, {@code first-stage}, {@code second-stage}; AMD {@code device},
 *     {@code gcr3}, {@code guest}, {@code host}; SMMUv3 {@code stream-l1}, {@code stream}, {@code cd-l1}, {@code cd},
 *     {@code stage-1}, {@code stage-2}; {@code gart}
 * @param level of a page table as its specification counts: from 1 for the tables whose entries are pages of 4 KiB,
 *     for Arm from 3 downwards; 0 for tables that have no levels
 * @param entryAddress physical address of the entry
 * @param entry its lowest 64 bits
 * @param upper the next 64 bits where entries have more, else 0
 */
public record WalkStep(String table, int level, long entryAddress, long entry, long upper) {
}
