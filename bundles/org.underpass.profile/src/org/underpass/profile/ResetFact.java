package org.underpass.profile;

import java.util.List;
import java.util.Optional;

/**
 * What is known about one way to reset devices of this kind.
 *
 * @param method kernel method, {@code hot} for the hot reset of VFIO, or the id of a quirk
 * @param verdict absent only in a partial profile
 * @param when under which circumstances, for people
 * @param evidence at least one
 */
public record ResetFact(
        String method,
        Optional<ResetVerdict> verdict,
        Optional<String> when,
        List<Evidence> evidence) {
    /** Copies the collections; the order of the profile stays. */
    public ResetFact {
        evidence = List.copyOf(evidence);
    }
}
