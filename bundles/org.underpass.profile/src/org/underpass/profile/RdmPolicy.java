package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What Xen does when reserved device memory collides with guest memory.
 */
public enum RdmPolicy implements Word {
    /** Refuse to start. */
    STRICT("strict", "Refuse to start."),
    /** Warn and go on. */
    RELAXED("relaxed", "Warn and go on.");

    private final String word;
    private final String meaning;

    RdmPolicy(String word, String meaning) {
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
