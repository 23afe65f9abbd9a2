package org.underpass.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The guest's PCI tree, as far as the profile fixes it.
 *
 * @param bridges ports and bridges; empty: planned
 * @param places where imitated devices sit, by name
 * @param usb the USB controller; absent: xhci
 * @param hole64 size of the mainboard's window for 64-bit BARs in bytes
 */
public record PciTree(List<PciBridge> bridges, Map<String, GuestAddress> places, Optional<UsbController> usb,
        OptionalLong hole64) {
    public PciTree {
        bridges = List.copyOf(bridges);
        places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }
}
