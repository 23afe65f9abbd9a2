package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A USB device of the host that the guest gets, by ids or by place.
 *
 * @param index position in the list of the profile, from 0
 * @param vendor vendor id
 * @param device product id
 * @param bus number of the host bus
 * @param port port path on that bus, such as {@code 1.4}
 * @param number its number on that bus, which changes with each plugging
 */
public record UsbDevice(
        int index,
        OptionalInt vendor,
        OptionalInt device,
        OptionalInt bus,
        Optional<String> port,
        OptionalInt number) {
    /** Its path in the profile. */
    public String path() {
        return "usb[" + index + "]";
    }
}
