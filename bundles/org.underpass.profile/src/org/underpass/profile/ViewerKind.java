package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Where the picture of a virtual adapter is shown.
 */
public enum ViewerKind implements Word {
    /** Nowhere. */
    NONE("none", "Nowhere."),
    /** A GTK window on the host. */
    GTK("gtk", "A GTK window on the host."),
    /** An SDL window on the host. */
    SDL("sdl", "An SDL window on the host."),
    /** A VNC server on the loopback address. */
    VNC("vnc", "A VNC server on the loopback address."),
    /** A SPICE server on the loopback address. */
    SPICE("spice", "A SPICE server on the loopback address."),
    /** Rendered on the host card without a window, for use with VNC or SPICE. */
    EGL_HEADLESS("egl-headless", "Rendered on the host card without a window, for use with VNC or SPICE.");

    private final String word;
    private final String meaning;

    ViewerKind(String word, String meaning) {
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
