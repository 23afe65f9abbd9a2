package org.underpass.spi;

import java.util.List;
import java.util.Optional;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;

/**
 * One device that a guest is to have, resolved on a host.
 *
 * @param name      the profile's name for it, or the address when only a card is being judged
 * @param path      where it stands in the profile: {@code devices[0]}; empty when no profile is there
 * @param entry     what the profile says of it; absent when only a card is being judged
 * @param functions the functions of the host that are given away, sorted by address; empty when the host has no
 *                  such device
 * @param primary   whether it is to be the guest's first display
 * @param moved     the address that the profile names, where the device was recognised at another one
 */
public record ResolvedDevice(String name, String path, Optional<AssignedDevice> entry, List<HostFunction> functions,
        boolean primary, Optional<PciAddress> moved) {
    public ResolvedDevice {
        functions = List.copyOf(functions);
    }

    /** Whether the host has the device. */
    public boolean resolved() {
        return !functions.isEmpty();
    }
}
