package org.underpass.profile;

import java.util.Optional;
import org.underpass.pci.PciAddress;

/**
 * Where the guest sees a device: bus, device and function, all in domain 0.
 *
 * @param bus number of the guest bus, 0 to 255
 * @param device device number, 0 to 31
 * @param function function number, 0 to 7
 */
public record GuestAddress(int bus, int device, int function) {
    /** Reads {@code 01:00.0}; empty when the text is something else or names a domain. */
    public static Optional<GuestAddress> tryParse(String text) {
        if (text.indexOf(':') != text.lastIndexOf(':')) {
            return Optional.empty();
        }
        return PciAddress.tryParse(text).map(a -> new GuestAddress(a.bus(), a.device(), a.function()));
    }

    /** As in {@code 01:00.0}. */
    @Override
    public String toString() {
        String text = new PciAddress(0, bus, device, function).toString();
        return text.substring(text.indexOf(':') + 1);
    }
}
