package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The kind of firmware that starts the guest.
 */
public enum FirmwareType implements Word {
    /** UEFI (OVMF); graphics cards need a ROM with an EFI image. */
    UEFI("uefi", "UEFI (OVMF); graphics cards need a ROM with an EFI image."),
    /** Classic BIOS (SeaBIOS); graphics cards need a ROM with x86 code. */
    BIOS("bios", "Classic BIOS (SeaBIOS); graphics cards need a ROM with x86 code.");

    private final String word;
    private final String meaning;

    FirmwareType(String word, String meaning) {
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
