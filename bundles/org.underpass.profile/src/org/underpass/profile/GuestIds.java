package org.underpass.profile;

import java.util.OptionalInt;

/**
 * Ids that the guest sees instead of the real ones, each 16 bits.
 *
 * @param vendor vendor id
 * @param device device id
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem id
 */
public record GuestIds(
        OptionalInt vendor,
        OptionalInt device,
        OptionalInt subsystemVendor,
        OptionalInt subsystemDevice) {
}
