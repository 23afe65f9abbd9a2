/**
 * What a device's DMA reaches: walks through remapping tables as they lie in memory.
 *
 * <p>Begin with a {@link org.underpass.iommu.walk.Walker}, one for each kind of unit: {@code VtdWalker} (legacy and
 * scalable mode, first, second and nested stage), {@code AmdWalker} (host and guest tables), {@code SmmuWalker}
 * (stages 1 and 2), {@code GartWalker}. {@code translate} answers one address with all its steps, {@code mappings}
 * visits all of a requester's mappings, merged into ranges. {@code VtdInterrupts} and {@code AmdInterrupts} follow
 * interrupt messages. Memory comes from any {@link org.underpass.iommu.walk.PhysicalMemory}; files are in {@code
 * org.underpass.iommu.memory}.
 *
 * <p>Walks are total: a table that the memory at hand does not show ends in the specification's fault for a table that
 * cannot be read, cyclic tables are visited within a limit. Attributes that change neither address nor permission
 * (memory types, shareability, execute permission) are not looked at.
 *
 * <p>How sure is it? VT-d legacy tables are compared with QEMU's own translations and a lab kernel's debugfs, entries
 * of AMD's host tables and VT-d's interrupt table with those of lab kernels. Scalable mode, nested translation, AMD
 * guest tables, SMMUv3, the GART and AMD's interrupt tables are tested on vectors written from their specifications,
 * as no machine that has them could be run. Of the kernel's debugfs texts, AMD's device table was held against
 * drivers/iommu/amd/debugfs.c (since 6.17) and never seen on a machine. Walks through /proc/kcore are tested on cores
 * that the tests write, in the forms of Linux before and since 4.19.
 *
 * <p>Inside: a {@code Route} is what a requester's own entry says; a {@code Stage} is a set of page tables, in a
 * {@code PageFormat}, perhaps with another stage behind.
 */
package org.underpass.iommu.walk;
