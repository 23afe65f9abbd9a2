package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What builds the initial RAM file system of the host.
 */
public enum Initramfs implements Word {
    /** Found out from the host. */
    AUTO("auto", "Found out from the host."),
    /** initramfs-tools (Debian, Ubuntu). */
    INITRAMFS_TOOLS("initramfs-tools", "initramfs-tools (Debian, Ubuntu)."),
    /** dracut (Fedora, openSUSE). */
    DRACUT("dracut", "dracut (Fedora, openSUSE)."),
    /** mkinitcpio (Arch). */
    MKINITCPIO("mkinitcpio", "mkinitcpio (Arch).");

    private final String word;
    private final String meaning;

    Initramfs(String word, String meaning) {
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
