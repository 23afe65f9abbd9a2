package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Whether a reset may hit devices that are not given away.
 */
public enum NeighbourReset implements Word {
    /** Never reset a bus that holds a function outside this machine. */
    REFUSE("refuse", "Never reset a bus that holds a function outside this machine."),
    /** Reset it knowingly; the neighbours lose their state. */
    ACCEPT("accept", "Reset it knowingly; the neighbours lose their state.");

    private final String word;
    private final String meaning;

    NeighbourReset(String word, String meaning) {
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
