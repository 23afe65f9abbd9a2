package org.underpass.profile.language;

/**
 * One word of a closed choice in the profile language, such as {@code q35}. The enums that implement it are the one
 * place where the word, its meaning and its Java constant meet: reader, JSON Schema, completion and hover all take
 * them from here.
 */
public interface Word {
    /** The word as a profile writes it. */
    String word();

    /** What it means, one sentence for people. */
    String meaning();
}
