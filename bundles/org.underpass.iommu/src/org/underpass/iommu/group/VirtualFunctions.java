package org.underpass.iommu.group;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.underpass.pci.Capability;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * Which functions are virtual ones of which physical function. Source: PCI Express Base Specification 9.2.1, 9.3.3;
 * the addresses follow from First VF Offset, VF Stride and NumVFs.
 */
public final class VirtualFunctions {
    private static final int CAPABILITY = 0x10;

    private final Map<PciAddress, PciAddress> physical = new HashMap<>();

    private VirtualFunctions() {
    }

    /** Cost is linear in functions and in virtual functions that are switched on. */
    public static VirtualFunctions of(Topology topology) {
        VirtualFunctions found = new VirtualFunctions();
        for (PciFunction function : topology.functions()) {
            function.capabilities().stream().filter(Capability::extended)
                    .filter(capability -> capability.id() == CAPABILITY).findFirst()
                    .ifPresent(capability -> function.config()
                            .ifPresent(config -> found.add(topology, function.address(), config, capability.offset())));
        }
        return found;
    }

    /** The physical function of a virtual one; empty for all others. */
    public Optional<PciAddress> physicalFunction(PciAddress function) {
        return Optional.ofNullable(physical.get(function));
    }

    public boolean isVirtual(PciAddress function) {
        return physical.containsKey(function);
    }

    private void add(Topology topology, PciAddress owner, ConfigSpace config, int at) {
        if (!config.has(at, 0x18) || (config.u16(at + 8) & 1) == 0) {
            return;
        }
        int count = config.u16(at + 0x10);
        int first = config.u16(at + 0x14);
        int stride = config.u16(at + 0x16);
        for (int i = 0; i < count; i++) {
            int id = owner.requesterId() + first + i * stride;
            if (id > 0xffff || id == owner.requesterId()) {
                return;
            }
            PciAddress address = new PciAddress(owner.domain(), id >> 8, id >> 3 & 0x1f, id & 7);
            if (topology.function(address).isPresent()) {
                physical.put(address, owner);
            }
        }
    }
}
