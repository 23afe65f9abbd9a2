package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A NUMA node of the guest.
 *
 * @param index its number in the guest, from 0
 * @param memory its part of the guest's memory in bytes; 0 only in a partial profile
 * @param cpus its virtual processors; absent: none
 * @param hugepages size of the host pages behind it in bytes, 0 for ordinary ones; absent: as the machine's
 * @param shared whether it is shared with other processes; absent: as the machine's
 * @param hostNodes host nodes that its memory is taken from; absent: as the machine's
 * @param policy how strictly; absent: bind
 * @param initiator the guest node whose processors are nearest to it; absent: as the guest thinks
 * @param distances distances to all nodes in order; empty: as the guest thinks
 */
public record NumaCell(
        int index,
        long memory,
        Optional<CpuSet> cpus,
        OptionalLong hugepages,
        Optional<Boolean> shared,
        Optional<CpuSet> hostNodes,
        Optional<MemoryPolicy> policy,
        OptionalInt initiator,
        List<Integer> distances) {
    public NumaCell {
        distances = List.copyOf(distances);
    }

    /** Its path in the profile. */
    public String path() {
        return "machine.numa[" + index + "]";
    }
}
