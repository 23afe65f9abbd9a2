package org.underpass.profile;

/**
 * Which adapter the guest has and which the host keeps.
 *
 * @param guest the virtual adapter of the guest
 * @param host the display of the host meanwhile
 */
public record Display(GuestDisplay guest, HostDisplay host) {
}
