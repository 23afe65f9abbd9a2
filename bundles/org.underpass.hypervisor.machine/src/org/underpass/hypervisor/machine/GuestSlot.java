package org.underpass.hypervisor.machine;

/**
 * A place on the guest's PCI buses.
 *
 * @param bus           0 for the root bus; the n-th root port leads to bus n, as firmware counts them
 * @param device        0 to 31
 * @param function      0 to 7
 * @param multifunction whether this is function 0 of a slot that has further ones, which its header has to say
 */
public record GuestSlot(int bus, int device, int function, boolean multifunction) {
    /** As lspci in the guest writes it. */
    @Override
    public String toString() {
        return String.format("%02x:%02x.%x", bus, device, function);
    }
}
