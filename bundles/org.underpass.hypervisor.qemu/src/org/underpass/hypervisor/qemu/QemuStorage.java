package org.underpass.hypervisor.qemu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.profile.DiskBus;
import org.underpass.profile.DiskCache;
import org.underpass.profile.DiskFormat;
import org.underpass.profile.MachineType;

/** Drives: what holds their content, and how the guest reaches them. */
public final class QemuStorage {
    private static final int AHCI_PORTS = 6;

    private QemuStorage() {
    }

    /** All drives, with the content that the profile names. */
    public static void real(QemuBuild build) {
        controllers(build, build.profile().cpu().ioThreadPinning().isPresent());
        for (GuestDisk disk : build.machine().disks()) {
            if (disk.source().isPresent()) {
                backing(build, disk, disk.source().get());
            }
            device(build, disk, disk.source().isPresent(), build.profile().cpu().ioThreadPinning().isPresent());
        }
    }

    /** All drives, each without content of its own: reads give zeroes, writes are dropped. */
    public static void empty(QemuBuild build, long size) {
        controllers(build, false);
        for (GuestDisk disk : build.machine().disks()) {
            if (!disk.optical()) {
                build.out().json("-blockdev", QemuBoard.map("driver", "null-co", "node-name", disk.id(), "size", size,
                        "read-zeroes", true));
            }
            device(build, disk, !disk.optical(), false);
        }
    }

    private static void controllers(QemuBuild build, boolean thread) {
        if (build.machine().slots().of("scsi").isPresent()) {
            QemuProps scsi = build.at(QemuProps.of("virtio-scsi-pci").with("id", "scsi"), "scsi");
            if (thread) {
                scsi.with("iothread", "iothread1");
            }
            build.out().device(scsi);
        }
        if (build.machine().slots().of("ahci").isPresent()) {
            build.out().device(build.at(QemuProps.of("ich9-ahci").with("id", "ahci"), "ahci"));
        }
    }

    private static void backing(QemuBuild build, GuestDisk disk, String path) {
        DiskCache cache = disk.disk().cache().orElse(DiskCache.WRITEBACK);
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("driver", disk.block() ? "host_device" : "file");
        file.put("filename", path);
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("node-name", disk.id());
        node.put("driver", driver(disk.format()));
        node.put("read-only", disk.readOnly());
        if (disk.disk().cache().isPresent()) {
            Map<String, Object> how = QemuBoard.map(
                    "direct", cache == DiskCache.NONE || cache == DiskCache.DIRECTSYNC,
                    "no-flush", cache == DiskCache.UNSAFE);
            file.put("cache", how);
            node.put("cache", how);
        }
        if (disk.disk().discard()) {
            file.put("discard", "unmap");
            node.put("discard", "unmap");
        }
        node.put("file", file);
        build.out().json("-blockdev", node);
    }

    /** QEMU's name of a format. */
    public static String driver(DiskFormat format) {
        return switch (format) {
            case RAW -> "raw";
            case QCOW2 -> "qcow2";
            case VMDK -> "vmdk";
            case VDI -> "vdi";
            case VHD -> "vpc";
            case VHDX -> "vhdx";
        };
    }

    private static void device(QemuBuild build, GuestDisk disk, boolean medium, boolean thread) {
        QemuProps device = switch (disk.bus()) {
            case VIRTIO, XVD -> virtio(build, disk, thread);
            case SCSI -> QemuProps.of(disk.optical() ? "scsi-cd" : "scsi-hd").with("bus", "scsi.0")
                    .with("scsi-id", disk.number());
            case NVME -> build.at(QemuProps.of("nvme"), disk.id());
            case USB -> QemuProps.of("usb-storage").with("bus", QemuPeripherals.bus(build));
            case SATA -> sata(build, disk, disk.number());
            case IDE -> ide(build, disk);
        };
        device.with("id", disk.id() + "-device");
        if (medium) {
            device.with("drive", disk.id());
        }
        boolean flushed = disk.disk().cache()
                .map(c -> c == DiskCache.WRITETHROUGH || c == DiskCache.DIRECTSYNC).orElse(false);
        if (flushed && disk.bus() != DiskBus.NVME && disk.bus() != DiskBus.USB && !disk.optical()) {
            device.with("write-cache", false);
        } else if (flushed && !disk.optical()) {
            build.report().warn("cache", disk.disk().path() + ".cache", "writes are cached by the drive's own rules",
                    "QEMU's " + disk.bus().word() + " drive has no switch for its write cache");
        }
        if (disk.disk().behindIommu().isPresent() && disk.bus() != DiskBus.VIRTIO && disk.bus() != DiskBus.XVD) {
            build.report().warn("behind-iommu", disk.disk().path() + ".behindIommu", "the setting is not used",
                    "virtio drives alone can be told to stay before the IOMMU");
        }
        if (disk.disk().guestAddress().isPresent() && disk.bus() != DiskBus.VIRTIO && disk.bus() != DiskBus.XVD
                && disk.bus() != DiskBus.NVME) {
            build.report().warn("guest-address", disk.disk().path() + ".guestAddress", "the drive sits on its "
                    + "controller", "virtio and NVMe drives alone are PCI devices");
        }
        String serial = disk.disk().serial().orElse(disk.bus() == DiskBus.NVME ? disk.id() : null);
        if (serial != null) {
            device.with("serial", serial);
        }
        disk.disk().boot().ifPresent(order -> device.with("bootindex", order));
        build.out().device(device);
    }

    private static QemuProps virtio(QemuBuild build, GuestDisk disk, boolean thread) {
        if (disk.bus() == DiskBus.XVD) {
            build.report().warn("disk-bus", disk.disk().path() + ".bus", "the drive is a virtio drive here",
                    "xvd is Xen's; QEMU's own machines have no such bus");
        }
        QemuProps device = build.at(QemuProps.of("virtio-blk-pci"), disk.id());
        disk.disk().behindIommu().ifPresent(on -> behind(device, on));
        if (thread) {
            device.with("iothread", "iothread1");
        }
        return device;
    }

    /** The guest's IOMMU holds for a virtio device only where its driver speaks the modern form (virtio 1.0). */
    static void behind(QemuProps device, boolean on) {
        device.with("iommu_platform", on);
        if (on) {
            device.with("disable-legacy", true);
        }
    }

    private static QemuProps sata(QemuBuild build, GuestDisk disk, int port) {
        if (port >= AHCI_PORTS) {
            build.report().refuse("disk-bus", disk.disk().path() + ".bus", "the guest has no SATA port left for "
                    + disk.id(), "its controller has " + AHCI_PORTS + " ports");
        }
        String bus = build.machine().board() == MachineType.Q35 ? "ide." : "ahci.";
        return QemuProps.of(disk.optical() ? "ide-cd" : "ide-hd").with("bus", bus + port);
    }

    private static QemuProps ide(QemuBuild build, GuestDisk disk) {
        if (build.machine().board() == MachineType.I440FX) {
            if (disk.number() > 3) {
                build.report().refuse("disk-bus", disk.disk().path() + ".bus", "the guest has no IDE port left for "
                        + disk.id(), "its controller has four");
            }
            return QemuProps.of(disk.optical() ? "ide-cd" : "ide-hd").with("bus", "ide." + disk.number() / 2)
                    .with("unit", disk.number() % 2);
        }
        build.report().warn("disk-bus", disk.disk().path() + ".bus", "the drive is a SATA drive here",
                "Q35 has no IDE controller");
        long sata = build.machine().disks().stream().filter(d -> d.bus() == DiskBus.SATA).count();
        return sata(build, disk, (int) sata + disk.number());
    }
}
