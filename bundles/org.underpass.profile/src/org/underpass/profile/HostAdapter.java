package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What the host has for a display while the guest owns the card.
 */
public enum HostAdapter implements Word {
    /** Another real adapter that the host keeps. */
    KEEP("keep", "Another real adapter that the host keeps."),
    /** A virtual adapter, with the session reachable over the network and from inside the guest. */
    VIRTUAL("virtual", "A virtual adapter, with the session reachable over the network and from inside the guest."),
    /** Nothing; the host is reached over the network or a serial line. */
    NONE("none", "Nothing; the host is reached over the network or a serial line.");

    private final String word;
    private final String meaning;

    HostAdapter(String word, String meaning) {
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
