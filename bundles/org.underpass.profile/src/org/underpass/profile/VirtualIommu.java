package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * An IOMMU that the guest sees, emulated by the hypervisor.
 */
public enum VirtualIommu implements Word {
    /** The guest has no IOMMU. */
    NONE("none", "The guest has no IOMMU."),
    /** An emulated Intel VT-d unit. */
    INTEL("intel", "An emulated Intel VT-d unit."),
    /** An emulated AMD-Vi unit. */
    AMD("amd", "An emulated AMD-Vi unit."),
    /** The paravirtual virtio-iommu. */
    VIRTIO("virtio", "The paravirtual virtio-iommu.");

    private final String word;
    private final String meaning;

    VirtualIommu(String word, String meaning) {
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
