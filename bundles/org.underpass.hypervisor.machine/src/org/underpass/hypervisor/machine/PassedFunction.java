package org.underpass.hypervisor.machine;

import java.util.Optional;
import java.util.UUID;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;

/**
 * One function that is given away.
 *
 * @param host    the function of the host that is touched; for a virtual function that does not exist yet, its
 *                physical function
 * @param address the address that is given: that of {@code host}, or of the virtual function
 * @param slot    where the guest sees it
 * @param mdev    the mediated device that is given instead, made on {@code host}
 */
public record PassedFunction(HostFunction host, PciAddress address, GuestSlot slot, Optional<UUID> mdev) {
    /** Whether the function itself changes hands, rather than a part of it. */
    public boolean whole() {
        return mdev.isEmpty() && address.equals(host.address());
    }

    /** Whether it is a virtual function made on the physical one. */
    public boolean virtual() {
        return !address.equals(host.address());
    }
}
