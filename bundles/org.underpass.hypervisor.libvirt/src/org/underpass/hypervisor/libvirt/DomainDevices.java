package org.underpass.hypervisor.libvirt;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.Report;
import org.underpass.profile.DiskBus;
import org.underpass.profile.DiskFormat;
import org.underpass.profile.EvdevInput;
import org.underpass.profile.NetworkType;
import org.underpass.profile.TpmVersion;
import org.underpass.profile.UsbDevice;
import org.underpass.profile.ViewerKind;

/** Drives, network, inputs, USB and TPM. */
final class DomainDevices {
    private static final String PATH = "/.+";
    private static final String SERIAL = "[A-Za-z0-9_.+ -]+";
    private static final String INTERFACE = "[a-zA-Z0-9_.\\\\:/-]+";

    private final GuestMachine machine;
    private final Xml xml;
    private final Report report;

    private DomainDevices(GuestMachine machine, Xml xml, Report report) {
        this.machine = machine;
        this.xml = xml;
        this.report = report;
    }

    static void write(GuestMachine machine, Xml xml, Report report) {
        DomainDevices devices = new DomainDevices(machine, xml, report);
        devices.disks();
        machine.nics().forEach(devices::nic);
        devices.inputs();
        machine.profile().usb().forEach(devices::usb);
        devices.tpm();
        xml.begin("memballoon").with("model", machine.profile().machine().balloon() ? "virtio" : "none");
        DomainBuses.placed(machine, xml, "balloon");
    }

    private void disks() {
        Map<DiskBus, Integer> numbers = new EnumMap<>(DiskBus.class);
        Map<String, Integer> targets = new TreeMap<>();
        for (GuestDisk disk : machine.disks()) {
            DiskBus bus = DomainBuses.bus(machine, disk);
            int number = numbers.merge(bus, 1, Integer::sum) - 1;
            String prefix = switch (bus) {
                case VIRTIO -> "vd";
                case IDE -> "hd";
                default -> "sd";
            };
            disk(disk, bus, number, target(prefix, targets.merge(prefix, 1, Integer::sum) - 1));
        }
    }

    /** {@code sda} to {@code sdz}, then {@code sdaa}. */
    private static String target(String prefix, int index) {
        String letters = "";
        for (int rest = index; rest >= 0; rest = rest / 26 - 1) {
            letters = (char) ('a' + rest % 26) + letters;
        }
        return prefix + letters;
    }

    private void disk(GuestDisk disk, DiskBus bus, int number, String target) {
        String path = disk.disk().path();
        if (disk.bus() == DiskBus.NVME) {
            report.warn("domain-disk", path + ".bus", "the drive is a virtio drive in domain.xml",
                    "libvirt 11.3 has no imitated NVMe drive; the QEMU script has it");
        }
        if (disk.source().filter(s -> !s.matches(PATH)).isPresent()) {
            report.warn("domain-path", path, "domain.xml leaves the drive out", "libvirt takes absolute paths only");
            return;
        }
        if (disk.format() == DiskFormat.VHDX) {
            report.warn("domain-disk", path + ".format", "domain.xml leaves the drive out",
                    "libvirt has no word for the format vhdx; the QEMU script has it");
            return;
        }
        xml.begin("disk").with("type", disk.block() ? "block" : "file")
                .with("device", disk.optical() ? "cdrom" : "disk");
        xml.begin("driver").with("name", "qemu").with("type", format(disk.format()));
        disk.disk().cache().ifPresent(cache -> xml.with("cache", cache.word()));
        if (disk.disk().discard()) {
            xml.with("discard", "unmap");
        }
        if (bus == DiskBus.VIRTIO && machine.profile().cpu().ioThreadPinning().isPresent()) {
            xml.with("iothread", 1);
        }
        if (bus == DiskBus.VIRTIO) {
            disk.disk().behindIommu().ifPresent(on -> xml.with("iommu", on ? "on" : "off"));
        }
        xml.end();
        disk.source().ifPresent(source -> xml.begin("source").with(disk.block() ? "dev" : "file", source).end());
        xml.begin("target").with("dev", target).with("bus", bus.word()).end();
        if (disk.readOnly()) {
            xml.empty("readonly");
        }
        disk.disk().serial().ifPresent(serial -> {
            if (serial.matches(SERIAL)) {
                xml.text("serial", serial);
            } else {
                report.warn("domain-serial", path + ".serial", "domain.xml leaves the serial number out",
                        "libvirt takes letters, digits, blanks and . _ + - there");
            }
        });
        disk.disk().boot().ifPresent(order -> xml.begin("boot").with("order", order).end());
        if (bus == DiskBus.VIRTIO) {
            DomainBuses.placed(machine, xml, disk.id());
        } else {
            if (bus != DiskBus.USB) {
                drive(bus, number);
            }
            xml.end();
        }
    }

    private void drive(DiskBus bus, int number) {
        boolean ide = bus == DiskBus.IDE;
        boolean scsi = bus == DiskBus.SCSI;
        xml.begin("address").with("type", "drive").with("controller", 0).with("bus", ide ? number / 2 : 0)
                .with("target", scsi ? number : 0).with("unit", ide ? number % 2 : scsi ? 0 : number).end();
    }

    private static String format(DiskFormat format) {
        return format == DiskFormat.VHD ? "vpc" : format.word();
    }


    private void nic(GuestNic nic) {
        String path = nic.nic().path();
        String source = nic.nic().source().orElse("");
        boolean usable = nic.nic().type() == NetworkType.USER || nic.nic().type() == NetworkType.NETWORK
                || source.matches(INTERFACE);
        if (!usable) {
            report.warn("domain-network", path + ".source", "domain.xml connects it by address translation instead",
                    "\"" + source + "\" is no name of an interface");
        }
        xml.begin("interface").with("type", !usable ? "user" : switch (nic.nic().type()) {
            case USER -> "user";
            case BRIDGE -> "bridge";
            case NETWORK -> "network";
            case MACVTAP -> "direct";
        });
        xml.begin("mac").with("address", nic.mac()).end();
        if (usable) {
            switch (nic.nic().type()) {
                case USER -> {
                }
                case BRIDGE -> xml.begin("source").with("bridge", source).end();
                case NETWORK -> xml.begin("source").with("network", source).end();
                case MACVTAP -> xml.begin("source").with("dev", source).with("mode", "bridge").end();
            }
        }
        String model = nic.model().equals("netfront") || !nic.model().matches("[a-zA-Z0-9_-]+") ? "virtio"
                : nic.model();
        xml.begin("model").with("type", model).end();
        if (model.equals("virtio")) {
            nic.nic().behindIommu().ifPresent(on -> xml.begin("driver").with("iommu", on ? "on" : "off").end());
        }
        nic.nic().boot().ifPresent(order -> xml.begin("boot").with("order", order).end());
        DomainBuses.placed(machine, xml, nic.id());
    }

    private void inputs() {
        if (machine.viewer() != ViewerKind.NONE) {
            xml.begin("input").with("type", "tablet").with("bus", "usb").end();
        }
        for (EvdevInput input : machine.profile().evdev()) {
            if (!input.device().matches(PATH)) {
                report.warn("domain-path", input.path(), "domain.xml leaves the input out",
                        "libvirt takes absolute paths only");
                continue;
            }
            xml.begin("input").with("type", "evdev").begin("source").with("dev", input.device());
            if (input.grabAll()) {
                xml.with("grab", "all");
            }
            xml.with("repeat", input.repeat() ? "on" : "off").end().end();
        }
    }

    private void usb(UsbDevice usb) {
        if (usb.vendor().isEmpty() || usb.device().isEmpty()) {
            report.warn("domain-usb", usb.path(), "domain.xml leaves the USB device out",
                    "libvirt names one by ids, or by a device number that changes with each plugging, not by port");
            return;
        }
        if (usb.port().isPresent() || usb.bus().isPresent()) {
            report.warn("domain-usb", usb.path(), "domain.xml takes the USB device by its ids alone",
                    "libvirt 11.3 has no word for the port it is plugged into");
        }
        xml.begin("hostdev").with("mode", "subsystem").with("type", "usb").with("managed", "yes");
        xml.begin("source");
        xml.begin("vendor").with("id", String.format("0x%04x", usb.vendor().getAsInt())).end();
        xml.begin("product").with("id", String.format("0x%04x", usb.device().getAsInt())).end();
        xml.end().end();
    }

    private void tpm() {
        TpmVersion version = machine.profile().firmware().tpm();
        if (version == TpmVersion.NONE) {
            return;
        }
        xml.begin("tpm").with("model", version == TpmVersion.V1_2 ? "tpm-tis" : "tpm-crb");
        xml.begin("backend").with("type", "emulator").with("version", version.word()).end();
        xml.end();
    }

}
