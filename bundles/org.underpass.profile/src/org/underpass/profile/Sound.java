package org.underpass.profile;

import java.util.Optional;

/**
 * The emulated sound card.
 *
 * @param backend absent: none
 * @param model absent: ich9
 */
public record Sound(Optional<SoundBackend> backend, Optional<SoundModel> model) {
}
