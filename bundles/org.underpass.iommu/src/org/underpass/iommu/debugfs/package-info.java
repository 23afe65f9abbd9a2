/**
 * Remapping tables as the kernel prints them below {@code sys/kernel/debug/iommu}, where it was built with
 * {@code CONFIG_IOMMU_DEBUGFS}.
 *
 * <p>{@link org.underpass.iommu.debugfs.VtdEntries} reads {@code dmar_translation_struct} in each of its generations,
 * {@link org.underpass.iommu.debugfs.VtdPages} streams {@code domain_translation_struct}, however long, and
 * {@link org.underpass.iommu.debugfs.VtdDebugfs} puts both together so that an address can be walked.
 * {@link org.underpass.iommu.debugfs.AmdEntries} reads AMD's {@code devtbl}. Source of the formats: Linux,
 * Documentation/ABI/testing/debugfs-intel-iommu and debugfs-amd-iommu.
 *
 * <p>Lines that are none of the format are passed over; nothing here throws for what a line holds.
 */
package org.underpass.iommu.debugfs;
