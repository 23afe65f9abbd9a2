/**
 * What a device's DMA reaches: walks through remapping tables as they lie in memory.
 *
 * <p>{@link org.underpass.iommu.walk.VtdWalker} walks Intel VT-d tables in legacy mode over any
 * {@link org.underpass.iommu.walk.PhysicalMemory}: {@code translate} answers one address with all its steps,
 * {@code mappings} visits all of a requester's mappings, merged into ranges. Scalable mode, AMD and Arm formats are not
 * here yet; a walk that would need them says so with
 * {@link org.underpass.iommu.walk.Translation.NotSupported NotSupported}.
 *
 * <p>Walks are total: tables that lie outside of the memory at hand end in the specification's fault, cyclic tables are
 * visited within a limit. Source: VT-d 4.1 chapters 3 and 9, fault reasons from chapter 7.
 */
package org.underpass.iommu.walk;
