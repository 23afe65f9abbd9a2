package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Whether a guest needs a ROM file for a device.
 */
public enum RomNeed implements Word {
    /** The ROM of the card works. */
    NEVER("never", "The ROM of the card works."),
    /** When the host booted on the card. */
    WHEN_PRIMARY("when-primary", "When the host booted on the card."),
    /** Always. */
    ALWAYS("always", "Always."),
    /** The ROM must be hidden from the guest. */
    OFF("off", "The ROM must be hidden from the guest.");

    private final String word;
    private final String meaning;

    RomNeed(String word, String meaning) {
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
