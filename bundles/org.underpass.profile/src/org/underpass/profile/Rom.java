package org.underpass.profile;

import java.util.Optional;

/**
 * The option ROM that the guest sees.
 *
 * @param file path of an image on the host; absent: the ROM of the card
 * @param bar whether the guest sees a ROM at all; absent: yes
 */
public record Rom(Optional<String> file, Optional<Boolean> bar) {
}
