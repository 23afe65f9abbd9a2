package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Whether a drive is a disk or an optical drive.
 */
public enum DiskKind implements Word {
    /** A hard disk or SSD. */
    DISK("disk", "A hard disk or SSD."),
    /** An optical drive; read-only. */
    CDROM("cdrom", "An optical drive; read-only.");

    private final String word;
    private final String meaning;

    DiskKind(String word, String meaning) {
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
