package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How well a fact is founded.
 */
public enum EvidenceClass implements Word {
    /** Read in the source of the named project. */
    SOURCE("source", "Read in the source of the named project."),
    /** Official documentation. */
    DOCUMENTATION("documentation", "Official documentation."),
    /** A public thread with several voices. */
    ISSUE("issue", "A public thread with several voices."),
    /** A report of one user: a hint. */
    SINGLE_REPORT("single-report", "A report of one user: a hint."),
    /** Concluded from source. */
    INFERENCE("inference", "Concluded from source."),
    /** Measured by the author of the profile. */
    MEASURED("measured", "Measured by the author of the profile.");

    private final String word;
    private final String meaning;

    EvidenceClass(String word, String meaning) {
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
