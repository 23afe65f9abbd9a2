package org.underpass.profile;

import java.util.List;
import java.util.Optional;

/**
 * What is known about the option ROM of devices of this kind.
 *
 * @param need never by default
 * @param efi whether it holds an EFI image; absent: not known
 * @param evidence may be empty
 */
public record RomFact(RomNeed need, Optional<Boolean> efi, List<Evidence> evidence) {
    /** Copies the collections; the order of the profile stays. */
    public RomFact {
        evidence = List.copyOf(evidence);
    }
}
