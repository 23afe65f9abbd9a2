package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What happens to virtual consoles that draw on the card.
 */
public enum ConsoleAction implements Word {
    /** Detached from the framebuffer before the card is taken. */
    DETACH("detach", "Detached from the framebuffer before the card is taken."),
    /** Left alone, for kernels that crash on attaching them again. */
    LEAVE("leave", "Left alone, for kernels that crash on attaching them again.");

    private final String word;
    private final String meaning;

    ConsoleAction(String word, String meaning) {
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
