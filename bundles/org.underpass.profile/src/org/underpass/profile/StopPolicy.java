package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How the guest is stopped.
 */
public enum StopPolicy implements Word {
    /** The power button is pressed; the guest is destroyed only after the time limit. */
    POWERDOWN("powerdown", "The power button is pressed; the guest is destroyed only after the time limit."),
    /** The power button is pressed and nothing else: a forced stop leaves some cards unusable. */
    POWERDOWN_ONLY("powerdown-only",
            "The power button is pressed and nothing else: a forced stop leaves some cards unusable."),
    /** At once, like pulling the plug. */
    DESTROY("destroy", "At once, like pulling the plug.");

    private final String word;
    private final String meaning;

    StopPolicy(String word, String meaning) {
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
