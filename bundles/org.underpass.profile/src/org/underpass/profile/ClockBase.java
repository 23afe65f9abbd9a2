package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What the guest takes its hardware clock for.
 */
public enum ClockBase implements Word {
    /** The clock runs in universal time. */
    UTC("utc", "The clock runs in universal time."),
    /** The clock runs in local time, as Windows expects. */
    LOCALTIME("localtime", "The clock runs in local time, as Windows expects.");

    private final String word;
    private final String meaning;

    ClockBase(String word, String meaning) {
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
