package org.underpass.hypervisor.machine;

import java.util.Locale;
import java.util.Optional;
import org.underpass.profile.Disk;
import org.underpass.profile.DiskBus;
import org.underpass.profile.DiskFormat;
import org.underpass.profile.DiskKind;

/**
 * A drive with what the profile leaves open.
 *
 * @param disk   what the profile says
 * @param id     {@code disk0}
 * @param bus    how the guest reaches it
 * @param format format of its content
 * @param source the file or block device on the host; absent for an empty optical drive
 * @param number its number among the drives on the same bus, from 0
 */
public record GuestDisk(Disk disk, String id, DiskBus bus, DiskFormat format, Optional<String> source, int number) {

    /** Whether it is an optical drive. */
    public boolean optical() {
        return disk.kind() == DiskKind.CDROM;
    }

    /** Whether the source is a block device. */
    public boolean block() {
        return disk.device().isPresent();
    }

    /** Whether the guest may only read. */
    public boolean readOnly() {
        return disk.readOnly() || optical();
    }

    static DiskBus busOf(Disk disk) {
        return disk.bus().orElse(disk.kind() == DiskKind.CDROM ? DiskBus.SATA : DiskBus.VIRTIO);
    }

    static DiskFormat formatOf(Disk disk) {
        if (disk.format().isPresent()) {
            return disk.format().get();
        }
        String name = disk.file().orElse("").toLowerCase(Locale.ROOT);
        if (disk.device().isPresent() || disk.kind() == DiskKind.CDROM) {
            return DiskFormat.RAW;
        }
        if (name.endsWith(".qcow2")) {
            return DiskFormat.QCOW2;
        }
        if (name.endsWith(".vmdk")) {
            return DiskFormat.VMDK;
        }
        if (name.endsWith(".vdi")) {
            return DiskFormat.VDI;
        }
        if (name.endsWith(".vhdx")) {
            return DiskFormat.VHDX;
        }
        return name.endsWith(".vhd") ? DiskFormat.VHD : DiskFormat.RAW;
    }
}
