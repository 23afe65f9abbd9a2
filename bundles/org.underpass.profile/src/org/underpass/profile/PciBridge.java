package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A bridge of the guest's PCI tree.
 *
 * @param index position in the list of the profile, from 0
 * @param bus number of the bus that it leads to; 0 only in a partial profile
 * @param model what it is; absent only in a partial profile
 * @param guestAddress where it sits; absent only in a partial profile
 * @param chassis absent: the number of its bus
 * @param port number within the chassis
 * @param firstBus an expander's own number for its bus
 * @param guestNode the guest's NUMA node that an expander belongs to
 * @param hotplug whether devices can be plugged in below it; absent: as the bridge does
 * @param multifunction whether its header speaks of further functions; absent: as the others need
 */
public record PciBridge(
        int index,
        int bus,
        Optional<BridgeModel> model,
        Optional<GuestAddress> guestAddress,
        OptionalInt chassis,
        OptionalInt port,
        OptionalInt firstBus,
        OptionalInt guestNode,
        Optional<Boolean> hotplug,
        Optional<Boolean> multifunction) {
    /** Its path in the profile. */
    public String path() {
        return "machine.pci.bridges[" + index + "]";
    }
}
