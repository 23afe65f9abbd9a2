package org.underpass.profile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a device is reset between host and guest.
 *
 * @param methods methods in the order to try, as in sysfs: device_specific, acpi, flr, af_flr, pm, bus, cxl_bus;
 *     empty: as the forecast says
 * @param allowQuirks ids of quirks that may act; empty: all that are ready
 * @param denyQuirks ids of quirks that must not act
 * @param neighbours refuse by default
 * @param timeout how long to wait for the device; absent: the 60 s of the kernel
 */
public record ResetSettings(
        List<String> methods,
        List<String> allowQuirks,
        List<String> denyQuirks,
        NeighbourReset neighbours,
        Optional<Duration> timeout) {
    /** Copies the collections; the order of the profile stays. */
    public ResetSettings {
        methods = List.copyOf(methods);
        allowQuirks = List.copyOf(allowQuirks);
        denyQuirks = List.copyOf(denyQuirks);
    }
}
