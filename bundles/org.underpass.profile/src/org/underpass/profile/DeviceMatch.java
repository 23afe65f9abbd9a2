package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which devices a device profile speaks of. All members that are present must match.
 *
 * @param vendor vendor id
 * @param devices device ids, each one or a range under a mask; empty: any
 * @param subsystemVendor subsystem vendor id
 * @param subsystemDevice subsystem id
 * @param classCode class, with or without subclass and programming interface
 * @param revisions revisions; empty: any
 */
public record DeviceMatch(
        OptionalInt vendor,
        List<IdPattern> devices,
        OptionalInt subsystemVendor,
        OptionalInt subsystemDevice,
        Optional<IdPattern> classCode,
        List<IdPattern> revisions) {
    /** Copies the collections; the order of the profile stays. */
    public DeviceMatch {
        devices = List.copyOf(devices);
        revisions = List.copyOf(revisions);
    }

    /** Whether a device with these ids is meant; a revision that is not known (empty) matches only an empty list. */
    public boolean matches(int vendorId, int deviceId, OptionalInt subVendor, OptionalInt subDevice,
            int classOfFunction,
            OptionalInt revision) {
        return (vendor.isEmpty() || vendor.getAsInt() == vendorId)
                && (devices.isEmpty() || devices.stream().anyMatch(pattern -> pattern.matches(deviceId)))
                && (subsystemVendor.isEmpty() || subsystemVendor.equals(subVendor))
                && (subsystemDevice.isEmpty() || subsystemDevice.equals(subDevice))
                && (classCode.isEmpty() || classCode.get().matches(classOfFunction))
                && (revisions.isEmpty() || revision.isPresent()
                        && revisions.stream().anyMatch(pattern -> pattern.matches(revision.getAsInt())));
    }
}
