package org.underpass.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the host has for a display while the guest owns the card.
 *
 * @param adapter absent: keep when the host has another adapter, else none
 * @param width width in pixels of a virtual one
 * @param height height in pixels of a virtual one
 * @param rescue ways back to a dark host that the owner says exist
 */
public record HostDisplay(
        Optional<HostAdapter> adapter,
        OptionalInt width,
        OptionalInt height,
        List<RescuePath> rescue) {
    /** Copies the collections; the order of the profile stays. */
    public HostDisplay {
        rescue = List.copyOf(rescue);
    }
}
