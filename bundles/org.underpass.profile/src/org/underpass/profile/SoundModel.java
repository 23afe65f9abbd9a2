package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The emulated sound card.
 */
public enum SoundModel implements Word {
    /** Intel HD Audio of Q35. */
    ICH9("ich9", "Intel HD Audio of Q35."),
    /** Intel HD Audio of older boards. */
    ICH6("ich6", "Intel HD Audio of older boards."),
    /** Intel AC 97. */
    AC97("ac97", "Intel AC 97."),
    /** A USB audio device. */
    USB("usb", "A USB audio device."),
    /** virtio-sound. */
    VIRTIO("virtio", "virtio-sound.");

    private final String word;
    private final String meaning;

    SoundModel(String word, String meaning) {
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
