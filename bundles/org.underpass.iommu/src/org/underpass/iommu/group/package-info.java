/**
 * IOMMU groups: computed from configuration space, with the reason for every tie, and the kernel's own explained.
 *
 * <p>Start with {@link org.underpass.iommu.group.ComputedGroups#compute ComputedGroups.compute}. Where the kernel's
 * groups are known, they stand, and {@link org.underpass.iommu.group.GroupExplanation} says why they are so and where
 * our computation differs. {@link org.underpass.iommu.group.SplitAdvice} says what would take a group apart.
 *
 * <p>The rules are those of Linux 6.18: {@code pci_device_group} in drivers/iommu/iommu.c,
 * {@code pci_acs_enabled} in drivers/pci/pci.c, {@code pci_for_each_dma_alias} in drivers/pci/search.c, and the tables
 * of exceptions in drivers/pci/quirks.c. Kernels back to 4.x decide alike but for the length of these tables. What
 * this package takes from there are facts; the code is its own.
 *
 * <p>What a source does not show is unknown, never assumed: a port whose extended capabilities are not in the dump ties
 * only perhaps, and a group that rests on it has the source {@code UNKNOWN} and names the functions whose
 * configuration space is too short.
 */
package org.underpass.iommu.group;
