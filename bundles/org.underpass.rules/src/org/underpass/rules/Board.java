package org.underpass.rules;

import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.spi.Fix;

/** What the machine's build allows: slots, root buses, and what the host lives on. */
public final class Board {
    private Board() {
    }

    /** Whether the chassis is known to be one without slots. */
    public static boolean isMobile(Host host) {
        return host.dmi().isMobile().orElse(false);
    }

    /**
     * Whether a function is known to sit on a root bus, thus to be a part of the processor or chipset. A dump of
     * single devices shows no bridge above them either, so the bus itself must say so.
     */
    public static boolean isOnRootBus(Host host, PciAddress address) {
        return host.topology().parent(address).isEmpty() && (address.bus() == 0
                || host.topology().busMates(address).stream().anyMatch(f -> PciClass.isHostBridge(f.classCode())));
    }

    /** Whether the host is known to need the function. */
    public static boolean isCritical(Host host, PciAddress address) {
        return !host.critical().of(address).isEmpty();
    }

    /** Advice to move a card, where the machine can have slots. */
    public static Optional<Fix> otherSlot(Host host, PciAddress address, String purpose) {
        if (isMobile(host)) {
            return Optional.empty();
        }
        String what = isOnRootBus(host, address)
                ? "use a card in a slot instead of " + address + ", which is built into the processor or chipset, "
                : "move the card at " + address + " to another slot, ";
        return Optional.of(new Fix.Manual(what + purpose, Fix.Manual.Where.HARDWARE));
    }
}
