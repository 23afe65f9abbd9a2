package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * Who emulates the interrupt controllers of a KVM guest.
 */
public enum KernelIrqchip implements Word {
    /** All of them in the kernel. */
    ON("on", "All of them in the kernel."),
    /** Local APICs in the kernel, IOAPIC and PIC in QEMU; an emulated Intel IOMMU needs it. */
    SPLIT("split", "Local APICs in the kernel, IOAPIC and PIC in QEMU; an emulated Intel IOMMU needs it."),
    /** All of them in QEMU; slow. */
    OFF("off", "All of them in QEMU; slow.");

    private final String word;
    private final String meaning;

    KernelIrqchip(String word, String meaning) {
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
