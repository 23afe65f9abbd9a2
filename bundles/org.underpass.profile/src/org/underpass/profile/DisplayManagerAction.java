package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What happens to the display manager of the host when it has no other display.
 */
public enum DisplayManagerAction implements Word {
    /** Stopped before the card is taken, started after it is back. */
    STOP("stop", "Stopped before the card is taken, started after it is back."),
    /** Left alone. */
    KEEP("keep", "Left alone.");

    private final String word;
    private final String meaning;

    DisplayManagerAction(String word, String meaning) {
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
