package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How writes of a drive are cached on the host.
 */
public enum DiskCache implements Word {
    /** Past the host cache, with the guest asked to flush. */
    NONE("none", "Past the host cache, with the guest asked to flush."),
    /** Through the host cache. */
    WRITEBACK("writeback", "Through the host cache."),
    /** Through the host cache, each write waited for. */
    WRITETHROUGH("writethrough", "Through the host cache, each write waited for."),
    /** Past the host cache, each write waited for. */
    DIRECTSYNC("directsync", "Past the host cache, each write waited for."),
    /** Flushes are ignored; for throw-away machines. */
    UNSAFE("unsafe", "Flushes are ignored; for throw-away machines.");

    private final String word;
    private final String meaning;

    DiskCache(String word, String meaning) {
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
