package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The family of operating systems that runs in the guest; it decides defaults such as Hyper-V enlightenments.
 */
public enum GuestSystem implements Word {
    /** Microsoft Windows. */
    WINDOWS("windows", "Microsoft Windows."),
    /** Any Linux distribution. */
    LINUX("linux", "Any Linux distribution."),
    /** Apple macOS. */
    MACOS("macos", "Apple macOS."),
    /** FreeBSD, OpenBSD, NetBSD. */
    BSD("bsd", "FreeBSD, OpenBSD, NetBSD."),
    /** Anything else. */
    OTHER("other", "Anything else.");

    private final String word;
    private final String meaning;

    GuestSystem(String word, String meaning) {
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
