package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * How the guest reaches a drive.
 */
public enum DiskBus implements Word {
    /** virtio-blk; fast, Windows needs a driver. */
    VIRTIO("virtio", "virtio-blk; fast, Windows needs a driver."),
    /** virtio-scsi; fast, many drives, discard. */
    SCSI("scsi", "virtio-scsi; fast, many drives, discard."),
    /** AHCI; every system has a driver. */
    SATA("sata", "AHCI; every system has a driver."),
    /** An emulated NVMe drive. */
    NVME("nvme", "An emulated NVMe drive."),
    /** A USB stick. */
    USB("usb", "A USB stick."),
    /** IDE, for i440fx. */
    IDE("ide", "IDE, for i440fx."),
    /** Xen paravirtual disk. */
    XVD("xvd", "Xen paravirtual disk.");

    private final String word;
    private final String meaning;

    DiskBus(String word, String meaning) {
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
