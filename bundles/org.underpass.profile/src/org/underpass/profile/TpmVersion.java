package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The version of an emulated TPM.
 */
public enum TpmVersion implements Word {
    /** No TPM. */
    NONE("none", "No TPM."),
    /** TPM 1.2. */
    V1_2("1.2", "TPM 1.2."),
    /** TPM 2.0; Windows 11 asks for it. */
    V2_0("2.0", "TPM 2.0; Windows 11 asks for it.");

    private final String word;
    private final String meaning;

    TpmVersion(String word, String meaning) {
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
