package org.underpass.host.capture;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a capture leaves out unless it is asked for, as it tells more than the machine's kind. */
public enum Sensitive {
    /** Addresses of network interfaces, also in their names, the kernel's log and routes. */
    MAC("MAC addresses"),
    /** Windows keys in firmware: the ACPI tables MSDM and SLIC. */
    KEYS("Windows keys"),
    /** Serial numbers of disks, of USB devices, of the machine and its board. */
    SERIALS("serial numbers of disks and of the machine"),
    /** Names of users and of the host. */
    NAMES("user and host names");

    private final String title;

    Sensitive(String title) {
        this.title = title;
    }

    /** The word for it in options and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The one of that word. */
    public static Optional<Sensitive> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
