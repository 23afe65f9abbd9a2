package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A drive of the guest.
 *
 * @param index position in the list of the profile, from 0
 * @param file image file on the host
 * @param device block device of the host, instead of a file
 * @param kind disk by default
 * @param bus absent: virtio, sata for an optical drive
 * @param format absent: raw for a device, else by the name of the file
 * @param size size in bytes of an image that does not exist yet
 * @param readOnly whether the guest may only read; always for an optical drive
 * @param cache absent: the default of the backend
 * @param discard whether the guest may hand back unused blocks
 * @param serial serial number that the guest sees
 * @param boot place in the boot order, from 1; absent: not booted from
 * @param guestAddress where the guest sees it; absent: planned
 * @param behindIommu whether the guest's own IOMMU holds for it; absent: no
 */
public record Disk(
        int index,
        Optional<String> file,
        Optional<String> device,
        DiskKind kind,
        Optional<DiskBus> bus,
        Optional<DiskFormat> format,
        OptionalLong size,
        boolean readOnly,
        Optional<DiskCache> cache,
        boolean discard,
        Optional<String> serial,
        OptionalInt boot,
        Optional<GuestAddress> guestAddress,
        Optional<Boolean> behindIommu) {
    /** Its path in the profile. */
    public String path() {
        return "disks[" + index + "]";
    }
}
