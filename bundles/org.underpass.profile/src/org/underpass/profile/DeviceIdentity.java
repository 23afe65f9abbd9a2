package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a device is, wherever it sits. All members that are present must match. Ids are 16 bits, the class 24.
 *
 * @param vendor vendor id
 * @param device device id
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem id
 * @param classCode class, subclass and programming interface
 * @param serial PCI device serial number as sixteen hex digits
 * @param serialHash SHA-256 of the serial number's sixteen lower-case hex digits, in hex, for profiles that are
 *     shown around
 * @param slot the physical slot as the firmware names it
 * @param path the path of bridges from the root, such as {@code 0000:00/01.0/00.0}
 */
public record DeviceIdentity(
        OptionalInt vendor,
        OptionalInt device,
        OptionalInt subsystemVendor,
        OptionalInt subsystemDevice,
        OptionalInt classCode,
        Optional<String> serial,
        Optional<String> serialHash,
        Optional<String> slot,
        Optional<String> path) {
}
