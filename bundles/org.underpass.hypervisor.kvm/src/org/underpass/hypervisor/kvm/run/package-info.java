/**
 * Running a guest with KVM on this machine.
 *
 * <p>{@link org.underpass.hypervisor.kvm.run.MemoryNeed} says how much memory the guest takes and in which way,
 * {@link org.underpass.hypervisor.kvm.run.MemoryRoom} whether this machine has that and lets it be taken: VFIO pins all
 * of a guest's memory (Linux, drivers/vfio/vfio_iommu_type1.c), and a limit that is too low shows itself, without
 * them, only as a QEMU that dies.
 */
package org.underpass.hypervisor.kvm.run;
