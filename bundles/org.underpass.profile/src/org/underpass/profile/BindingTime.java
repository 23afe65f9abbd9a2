package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * When the card is taken from its host driver.
 */
public enum BindingTime implements Word {
    /** While the host boots, before its driver can claim it. */
    BOOT("boot", "While the host boots, before its driver can claim it."),
    /** When the machine starts, and given back when it stops. */
    START("start", "When the machine starts, and given back when it stops.");

    private final String word;
    private final String meaning;

    BindingTime(String word, String meaning) {
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
