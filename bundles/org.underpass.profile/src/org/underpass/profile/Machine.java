package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The virtual mainboard and its memory.
 *
 * @param type the mainboard; absent: the backend chooses (kvm: q35)
 * @param memory guest memory in bytes; 0 only in a partial profile whose memory is missing or wrong
 * @param hugepages size of the host pages that back the memory, in bytes (2 MiB or 1 GiB); absent: ordinary pages
 * @param numaNode the host NUMA node that memory is taken from
 * @param memoryLocked whether guest memory is locked beforehand; absent: as the backend needs
 * @param sharedMemory whether the memory is shared with other processes (virtiofsd, vhost-user)
 * @param balloon whether the guest has a memory balloon; off by default because VFIO pins all memory
 * @param kernelIrqchip KVM only
 * @param iommu the IOMMU that the guest sees; none by default
 * @param iommufd whether devices are given away through iommufd instead of the VFIO container
 * @param clock absent: localtime for Windows, else utc
 * @param stop how the guest is stopped; powerdown by default
 * @param hostNodes the host NUMA nodes that memory is taken from, where {@code numaNode} does not suffice
 * @param memoryPolicy how strictly memory is taken from those; absent: bind
 * @param numa NUMA nodes that the guest sees; none: the guest sees one
 * @param iommuOptions how the guest's IOMMU is set up
 * @param pci the guest's PCI tree, as far as it is fixed
 */
public record Machine(
        Optional<MachineType> type,
        long memory,
        OptionalLong hugepages,
        OptionalInt numaNode,
        Optional<Boolean> memoryLocked,
        boolean sharedMemory,
        boolean balloon,
        Optional<KernelIrqchip> kernelIrqchip,
        VirtualIommu iommu,
        boolean iommufd,
        Optional<ClockBase> clock,
        StopPolicy stop,
        Optional<CpuSet> hostNodes,
        Optional<MemoryPolicy> memoryPolicy,
        List<NumaCell> numa,
        IommuOptions iommuOptions,
        PciTree pci) {
    public Machine {
        numa = List.copyOf(numa);
    }

}
