package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How strictly memory is taken from certain NUMA nodes of the host.
 */
public enum MemoryPolicy implements Word {
    /** From these nodes or not at all. */
    BIND("bind", "From these nodes or not at all."),
    /** From these nodes first. */
    PREFERRED("preferred", "From these nodes first."),
    /** From these nodes in turn. */
    INTERLEAVE("interleave", "From these nodes in turn."),
    /** As the kernel likes, within what the process is confined to. */
    DEFAULT("default", "As the kernel likes, within what the process is confined to.");

    private final String word;
    private final String meaning;

    MemoryPolicy(String word, String meaning) {
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
