package org.underpass.hypervisor.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.underpass.profile.Disk;
import org.underpass.profile.GuestAddress;
import org.underpass.profile.NetworkInterface;
import org.underpass.profile.UsbController;
import org.underpass.profile.VmProfile;

/** The places that the profile asks for on behalf of imitated devices. Used once. */
final class GuestPlaces {
    private final GuestSlots slots;
    private final Report report;
    private final Map<String, Wish> wishes = new LinkedHashMap<>();
    private final Map<String, GuestAddress> taken = new LinkedHashMap<>();

    private record Wish(GuestAddress address, String path) {
    }

    GuestPlaces(VmProfile profile, GuestSlots slots, Report report) {
        this.slots = slots;
        this.report = report;
        profile.machine().pci().places().forEach((name, address) -> wishes.put(name.equals("usb") ? "xhci" : name,
                new Wish(address, "machine.pci.places." + name)));
        profile.machine().iommuOptions().guestAddress().ifPresent(address -> wishes.put("viommu",
                new Wish(address, "machine.iommuOptions.guestAddress")));
        for (Disk disk : profile.disks()) {
            disk.guestAddress().ifPresent(address -> wishes.put("disk" + disk.index(),
                    new Wish(address, disk.path() + ".guestAddress")));
        }
        for (NetworkInterface nic : profile.network()) {
            nic.guestAddress().ifPresent(address -> wishes.put("net" + nic.index(),
                    new Wish(address, nic.path() + ".guestAddress")));
        }
    }

    /** Takes them. With root ports that are planned, after those. */
    void take() {
        wishes.forEach((id, wish) -> {
            boolean free = !(wish.address().bus() == 0 && slots.collidesWithPorts(wish.address().device()))
                    && slots.takeExactly(wish.address());
            if (free) {
                taken.put(id, wish.address());
            } else {
                report.warn("guest-address", wish.path(), wish.address() + " cannot be had; the device gets another "
                        + "place", "another device of the guest sits there, or the guest has no such bus");
            }
        });
    }

    boolean has(String id) {
        return taken.containsKey(id);
    }

    /** Hands the places out, when all are known. */
    void name() {
        taken.forEach((id, address) -> slots.name(id, slots.exactly(address)));
    }

    /** Whether the guest has a USB controller. */
    static boolean usb(VmProfile profile) {
        return profile.machine().pci().usb().orElse(UsbController.XHCI) != UsbController.NONE;
    }
}
