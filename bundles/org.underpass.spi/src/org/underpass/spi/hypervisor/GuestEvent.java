package org.underpass.spi.hypervisor;

import java.time.Instant;

/**
 * Something that happened to a guest.
 *
 * @param kind    what
 * @param time    when, by the hypervisor's clock
 * @param subject what it happened to, such as the id of a device; empty where it is the guest
 * @param detail  the hypervisor's own words
 */
public record GuestEvent(Kind kind, Instant time, String subject, String detail) {
    /** What can happen. Grows: a listener passes over what it does not know. */
    public enum Kind {
        RESUMED, PAUSED, SUSPENDED, WOKEN,
        /** The guest started anew. */
        RESET,
        /** The guest was asked to power down. */
        POWERDOWN,
        /** The guest has switched itself off, or was. */
        SHUTDOWN,
        /** The guest's kernel gave up. */
        PANICKED,
        /** A device has left the guest: its function of the host is free. */
        DEVICE_DELETED,
        /** The guest did not let go of a device. */
        UNPLUG_REFUSED,
        /** Reading or writing a drive failed. */
        IO_ERROR, WATCHDOG,
        /** The hypervisor's process is gone: the last event. */
        ENDED,
        /** Anything else; the detail tells. */
        OTHER
    }
}
