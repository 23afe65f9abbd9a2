package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How Looking Glass stores one picture.
 */
public enum PixelFormat implements Word {
    /** 8 bits a channel, 4 bytes a pixel. */
    SDR("sdr", "8 bits a channel, 4 bytes a pixel."),
    /** 16-bit floating point a channel, 8 bytes a pixel. */
    HDR("hdr", "16-bit floating point a channel, 8 bytes a pixel.");

    private final String word;
    private final String meaning;

    PixelFormat(String word, String meaning) {
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
