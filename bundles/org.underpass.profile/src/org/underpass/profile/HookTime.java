package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * When a hook runs.
 */
public enum HookTime implements Word {
    /** Before any resource is taken. */
    PREPARE("prepare", "Before any resource is taken."),
    /** When the card is taken and the guest is about to start. */
    START("start", "When the card is taken and the guest is about to start."),
    /** When the guest runs. */
    STARTED("started", "When the guest runs."),
    /** When the guest has ended, the card still being taken. */
    STOPPED("stopped", "When the guest has ended, the card still being taken."),
    /** When everything was given back. */
    RELEASE("release", "When everything was given back.");

    private final String word;
    private final String meaning;

    HookTime(String word, String meaning) {
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
