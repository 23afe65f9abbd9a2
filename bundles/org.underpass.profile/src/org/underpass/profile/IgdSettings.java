package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings for Intel integrated graphics.
 *
 * @param opRegion whether the guest gets the OpRegion; absent: the backend decides
 * @param legacyMode auto by default
 * @param stolenMemory stolen memory shown to the guest, in units of 32 MiB (x-igd-gms)
 */
public record IgdSettings(Optional<Boolean> opRegion, IgdLegacyMode legacyMode, OptionalInt stolenMemory) {
}
