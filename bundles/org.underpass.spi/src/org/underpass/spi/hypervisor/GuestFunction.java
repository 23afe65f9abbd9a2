package org.underpass.spi.hypervisor;

import java.util.Optional;

/**
 * A PCI function as the guest sees it.
 *
 * @param address   {@code "01:00.0"}, as the guest's firmware counted the buses
 * @param id        the name that the command line gave it; absent for what belongs to the mainboard
 * @param vendor    vendor id
 * @param device    device id
 * @param classCode class and subclass, 16 bits
 */
public record GuestFunction(String address, Optional<String> id, int vendor, int device, int classCode) {
}
