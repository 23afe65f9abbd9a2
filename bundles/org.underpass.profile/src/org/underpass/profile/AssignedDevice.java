package org.underpass.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.pci.PciAddress;

/**
 * A PCI device of the host that the machine gets. It is selected by {@code identity}, by {@code address}, or by both:
 * then the identity decides, and the address is where it was last seen.
 *
 * @param index position in the list of the profile, from 0; its path is {@code devices[index]}
 * @param name name within the profile, for messages and artifacts
 * @param address address on the host of function 0, or of the only function meant
 * @param identity what the device is, wherever it sits
 * @param use file name of a device profile (*.device.yaml) whose settings hold where this entry is silent
 * @param kind that device profile, with whose settings this entry was completed; absent when none is named, and in a
 *     text that was read without its folder
 * @param functions which functions of the slot are given; by default all
 * @param rom its option ROM; absent: that of the card
 * @param driver vfio-pci, auto (the best variant driver) or the name of a VFIO variant driver; absent: auto
 * @param resizableBar size in bytes to set before the start, by BAR index
 * @param guestAddress where the guest sees function 0
 * @param multifunction whether the functions share one slot in the guest; absent: yes when several are given
 * @param primary whether it is the primary display of the guest (x-vga, gfx_passthru)
 * @param guestIds ids shown to the guest instead of the real ones
 * @param igd Intel integrated graphics only
 * @param mdev a mediated device made on this one, given instead of it
 * @param sriov a virtual function made on this physical function, given instead of it
 * @param reset how it is reset
 * @param xen Xen only
 * @param groupMates addresses or ids of the functions that shared its IOMMU group when the profile was written;
 *     empty: not recorded
 */
public record AssignedDevice(
        int index,
        Optional<String> name,
        Optional<PciAddress> address,
        Optional<DeviceIdentity> identity,
        Optional<String> use,
        Optional<DeviceProfile> kind,
        DeviceFunctions functions,
        Optional<Rom> rom,
        Optional<String> driver,
        Map<Integer, Long> resizableBar,
        Optional<GuestAddress> guestAddress,
        Optional<Boolean> multifunction,
        boolean primary,
        Optional<GuestIds> guestIds,
        Optional<IgdSettings> igd,
        Optional<Mdev> mdev,
        Optional<Sriov> sriov,
        Optional<ResetSettings> reset,
        Optional<XenDeviceSettings> xen,
        List<String> groupMates) {
    /** Copies the collections; the order of the profile stays. */
    public AssignedDevice {
        groupMates = List.copyOf(groupMates);
        resizableBar = Collections.unmodifiableMap(new LinkedHashMap<>(resizableBar));
    }

    /** Its path in the profile. */
    public String path() {
        return "devices[" + index + "]";
    }

    /** What people call it: its name, else its address, else its path. */
    public String label() {
        return name.or(() -> address.map(Object::toString)).orElseGet(this::path);
    }
}
