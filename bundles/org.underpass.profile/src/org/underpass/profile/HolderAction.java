package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What happens when a program holds the card.
 */
public enum HolderAction implements Word {
    /** The switch is refused and names the holders. */
    REFUSE("refuse", "The switch is refused and names the holders."),
    /** Waited for until the time limit. */
    WAIT("wait", "Waited for until the time limit."),
    /** Asked to end, never killed. */
    TERMINATE("terminate", "Asked to end, never killed.");

    private final String word;
    private final String meaning;

    HolderAction(String word, String meaning) {
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
