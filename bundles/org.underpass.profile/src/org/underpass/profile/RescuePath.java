package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * A way back to the host when its screen is dark.
 */
public enum RescuePath implements Word {
    /** Remote login. */
    SSH("ssh", "Remote login."),
    /** A serial console. */
    SERIAL("serial", "A serial console."),
    /** A remote desktop. */
    REMOTE_DESKTOP("remote-desktop", "A remote desktop."),
    /** The switch is undone unless somebody confirms it. */
    TIMER("timer", "The switch is undone unless somebody confirms it."),
    /** Another adapter with a screen on it. */
    SECOND_SCREEN("second-screen", "Another adapter with a screen on it.");

    private final String word;
    private final String meaning;

    RescuePath(String word, String meaning) {
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
