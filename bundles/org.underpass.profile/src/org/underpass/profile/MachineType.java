package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The virtual mainboard.
 */
public enum MachineType implements Word {
    /** PCI Express mainboard; what passthrough of a modern graphics card wants. */
    Q35("q35", "PCI Express mainboard; what passthrough of a modern graphics card wants."),
    /**
     * Conventional PCI mainboard; needed for legacy passthrough of older Intel graphics, and all that Xen HVM guests
     * have.
     */
    I440FX("i440fx",
            "Conventional PCI mainboard; needed for older Intel graphics, and all that Xen HVM guests have.");

    private final String word;
    private final String meaning;

    MachineType(String word, String meaning) {
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
