package org.underpass.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The processors of the guest and where they run.
 *
 * @param model host-passthrough, host-model or a model name of the hypervisor; absent: host-passthrough
 * @param count number of virtual processors as written; see {@link #total()}
 * @param sockets as written
 * @param dies dies a socket, as written
 * @param cores cores a die (or socket), as written
 * @param threads threads a core, as written
 * @param pinning for each virtual processor, in order, the host processors it may run on; empty: not pinned
 * @param emulatorPinning host processors for the threads of the hypervisor itself
 * @param ioThreadPinning host processors for an I/O thread; absent: no I/O thread
 * @param hideHypervisor whether the guest is kept from seeing that it is virtual (KVM signature and CPUID bit)
 * @param vendorId Hyper-V vendor id shown to the guest, at most 12 characters
 * @param hyperv Hyper-V enlightenments; absent: on for Windows guests
 * @param features CPU features switched on (true) or off (false), such as topoext
 * @param physBits width of guest physical addresses in bits; absent: the width of the host
 */
public record Cpu(
        Optional<String> model,
        OptionalInt count,
        OptionalInt sockets,
        OptionalInt dies,
        OptionalInt cores,
        OptionalInt threads,
        List<CpuSet> pinning,
        Optional<CpuSet> emulatorPinning,
        Optional<CpuSet> ioThreadPinning,
        boolean hideHypervisor,
        Optional<String> vendorId,
        Optional<Boolean> hyperv,
        Map<String, Boolean> features,
        OptionalInt physBits) {
    /** Copies the collections; the order of the profile stays. */
    public Cpu {
        pinning = List.copyOf(pinning);
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }

    /**
     * The number of virtual processors: {@code count} where written, else the product of the topology, else 0 when the
     * profile says nothing. The reader reports a count that contradicts the topology.
     */
    public int total() {
        if (count.isPresent()) {
            return count.getAsInt();
        }
        if (sockets.isEmpty() && dies.isEmpty() && cores.isEmpty() && threads.isEmpty()) {
            return 0;
        }
        return sockets.orElse(1) * dies.orElse(1) * cores.orElse(1) * threads.orElse(1);
    }
}
