package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Whether QEMU sets up Intel graphics in its legacy mode.
 */
public enum IgdLegacyMode implements Word {
    /** When the conditions are met. */
    AUTO("auto", "When the conditions are met."),
    /** Always, or refuse. */
    ON("on", "Always, or refuse."),
    /** Never. */
    OFF("off", "Never.");

    private final String word;
    private final String meaning;

    IgdLegacyMode(String word, String meaning) {
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
