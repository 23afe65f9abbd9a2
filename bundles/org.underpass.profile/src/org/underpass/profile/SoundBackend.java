package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Where the sound of an emulated sound card goes.
 */
public enum SoundBackend implements Word {
    /** Nowhere. */
    NONE("none", "Nowhere."),
    /** PipeWire. */
    PIPEWIRE("pipewire", "PipeWire."),
    /** PulseAudio. */
    PULSE("pulse", "PulseAudio."),
    /** ALSA. */
    ALSA("alsa", "ALSA."),
    /** JACK. */
    JACK("jack", "JACK."),
    /** The SPICE viewer. */
    SPICE("spice", "The SPICE viewer.");

    private final String word;
    private final String meaning;

    SoundBackend(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
