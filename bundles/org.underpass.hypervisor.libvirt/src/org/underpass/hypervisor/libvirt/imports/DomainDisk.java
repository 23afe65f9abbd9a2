package org.underpass.hypervisor.libvirt.imports;

import java.util.Optional;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;

/** One drive of a domain. */
final class DomainDisk {
    private final XmlElement disk;
    private final String bus;
    private final MachineDraft draft;

    DomainDisk(XmlElement disk, String bus, MachineDraft draft) {
        this.disk = disk;
        this.bus = bus;
        this.draft = draft;
    }

    /** The drive in the profile; empty where it cannot be had there. */
    Optional<DraftNode> read() {
        String kind = disk.attribute("device").orElse("disk");
        String type = disk.attribute("type").orElse("file");
        Optional<XmlElement> source = disk.child("source");
        String file = source.map(s -> s.value("file")).orElse("");
        String device = source.map(s -> s.value("dev")).orElse("");
        boolean optical = kind.equals("cdrom");
        String word = switch (bus) {
            case "virtio", "scsi", "sata", "usb", "ide", "nvme" -> bus;
            case "xen" -> "xvd";
            default -> "";
        };
        boolean named = !file.isEmpty() || !device.isEmpty() || optical && source.isEmpty();
        if (!kind.equals("disk") && !optical || word.isEmpty() || !named) {
            draft.lost(disk.line(), disk.tag(), !kind.equals("disk") && !optical ? "drives are disks and optical ones"
                    : word.isEmpty() ? "no drive of ours is on a bus " + bus
                    : "a drive's content is a file or a block device, not of type " + type);
            disk.ignore();
            return Optional.empty();
        }
        DraftNode node = draft.root().item("disks");
        if (!file.isEmpty()) {
            node.put("file", file);
        } else if (!device.isEmpty()) {
            node.put("device", device);
        }
        if (optical) {
            node.put("kind", "cdrom");
        }
        node.put("bus", word);
        source.ifPresent(s -> s.ignore("index", "startupPolicy"));
        disk.child("driver").ifPresent(driver -> driver(driver, node));
        if (disk.child("readonly").isPresent() && !optical) {
            node.put("readOnly", true);
        }
        disk.child("serial").filter(s -> !s.text().isEmpty()).ifPresent(s -> node.put("serial", s.text()));
        disk.child("target").ifPresent(t -> t.ignore("tray", "dev", "bus"));
        disk.ignore("alias", "backingStore", "address");
        return Optional.of(node);
    }

    private void driver(XmlElement driver, DraftNode node) {
        driver.ignore("name", "queues", "iothread");
        driver.attribute("type").ifPresent(type -> {
            String format = switch (type) {
                case "raw", "qcow2", "vmdk", "vdi" -> type;
                case "vpc", "vhd" -> "vhd";
                default -> "";
            };
            if (format.isEmpty()) {
                draft.lost(driver.line(), driver.tag(), "images have other formats here");
            } else {
                node.put("format", format);
            }
        });
        driver.attribute("cache").filter(c -> !c.equals("default")).ifPresent(cache -> node.put("cache", cache));
        driver.attribute("discard").ifPresent(discard -> node.put("discard", discard.equals("unmap")));
        driver.attribute("iommu").ifPresent(on -> node.put("behindIommu", on.equals("on")));
    }
}
