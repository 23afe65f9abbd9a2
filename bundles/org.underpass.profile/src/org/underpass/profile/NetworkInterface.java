package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network interface of the guest.
 *
 * @param index position in the list of the profile, from 0
 * @param type what it is connected to
 * @param source the bridge, libvirt network or host interface; absent for user
 * @param model the emulated card: virtio, e1000e, e1000, igb, rtl8139, vmxnet3, netfront; absent: virtio
 * @param mac MAC address in lower case with colons; absent: derived from machine and position
 * @param boot place in the boot order, from 1; absent: not booted from
 * @param guestAddress where the guest sees it; absent: planned
 * @param behindIommu whether the guest's own IOMMU holds for it; absent: no
 */
public record NetworkInterface(
        int index,
        NetworkType type,
        Optional<String> source,
        Optional<String> model,
        Optional<String> mac,
        OptionalInt boot,
        Optional<GuestAddress> guestAddress,
        Optional<Boolean> behindIommu) {
    /** Its path in the profile. */
    public String path() {
        return "network[" + index + "]";
    }
}
