package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The format of an image file.
 */
public enum DiskFormat implements Word {
    /** Plain bytes. */
    RAW("raw", "Plain bytes."),
    /** QEMU copy-on-write. */
    QCOW2("qcow2", "QEMU copy-on-write."),
    /** VMware. */
    VMDK("vmdk", "VMware."),
    /** VirtualBox. */
    VDI("vdi", "VirtualBox."),
    /** Microsoft Virtual PC and Xen. */
    VHD("vhd", "Microsoft Virtual PC and Xen."),
    /** Microsoft Hyper-V. */
    VHDX("vhdx", "Microsoft Hyper-V.");

    private final String word;
    private final String meaning;

    DiskFormat(String word, String meaning) {
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
