package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What hands the kernel its arguments on the host.
 */
public enum BootLoader implements Word {
    /** Found out from the host. */
    AUTO("auto", "Found out from the host."),
    /** GRUB. */
    GRUB("grub", "GRUB."),
    /** systemd-boot. */
    SYSTEMD_BOOT("systemd-boot", "systemd-boot."),
    /** kernelstub (Pop!_OS). */
    KERNELSTUB("kernelstub", "kernelstub (Pop!_OS)."),
    /** grubby (Fedora and relatives). */
    GRUBBY("grubby", "grubby (Fedora and relatives)."),
    /** A unified kernel image. */
    UKI("uki", "A unified kernel image."),
    /** None of these: only print the arguments. */
    PRINT("print", "None of these: only print the arguments.");

    private final String word;
    private final String meaning;

    BootLoader(String word, String meaning) {
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
