package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What is known about one way to reset a device.
 */
public enum ResetVerdict implements Word {
    /** Works. */
    GOOD("good", "Works."),
    /** Runs, but leaves state behind. */
    WEAK("weak", "Runs, but leaves state behind."),
    /** Fails, or harms the host. */
    BAD("bad", "Fails, or harms the host."),
    /** Reports differ, or there are none. */
    UNKNOWN("unknown", "Reports differ, or there are none.");

    private final String word;
    private final String meaning;

    ResetVerdict(String word, String meaning) {
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
