/**
 * DMA and interrupt faults from a kernel's log, as records.
 *
 * <p>{@link org.underpass.iommu.fault.FaultLog#read FaultLog.read} takes the lines of a log ({@code dmesg}, the
 * journal, with or without time stamps) and gives the faults in it, of Intel, AMD and Arm SMMUv3 units, in the forms
 * that Linux has printed them in since 3.x. Lines that are no faults are passed over; nothing here throws on content.
 *
 * <p>Sources: drivers/iommu/intel/dmar.c, drivers/iommu/amd/iommu.c, drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c of
 * Linux 4.0 to 6.18 for the forms of lines; VT-d 4.1 chapter 7 and table of fault reasons, AMD IOMMU specification 3.08
 * section 2.5, Arm IHI 0070 F.b section 7.3 for what the codes mean.
 */
package org.underpass.iommu.fault;
