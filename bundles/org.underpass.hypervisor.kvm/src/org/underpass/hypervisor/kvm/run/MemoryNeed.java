package org.underpass.hypervisor.kvm.run;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The memory of one guest.
 *
 * @param guest    bytes that the guest sees
 * @param locked   bytes that are locked; 0 for none
 * @param hugePage size of the pages that it lies in, in bytes; absent for ordinary pages
 * @param node     the NUMA node that it comes from; absent for any
 */
public record MemoryNeed(long guest, long locked, OptionalLong hugePage, OptionalInt node) {
    /** What the devices' own memory, mapped for each other, and QEMU may lock beside the guest's; as libvirt has it. */
    private static final long BESIDE = 1L << 30;

    /**
     * The need of a guest.
     *
     * @param containers how many times all of it is locked: once for each group of devices where the guest has an IOMMU
     *                   of its own, as each has an address space then, else once for all; 0 where nothing is given away
     */
    public static MemoryNeed of(long guest, int containers, boolean lockAll, OptionalLong hugePage,
            OptionalInt node) {
        long locked = containers > 0 ? guest * containers + BESIDE : lockAll ? guest + BESIDE : 0;
        return new MemoryNeed(guest, locked, hugePage, node);
    }

    /** How many huge pages; 0 for ordinary ones. */
    public long pages() {
        return hugePage.isPresent() ? (guest + hugePage.getAsLong() - 1) / hugePage.getAsLong() : 0;
    }
}
