package org.underpass.hypervisor.libvirt;

import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.profile.DiskBus;
import org.underpass.profile.MachineType;

/** Controllers and the places on them. */
final class DomainBuses {
    private DomainBuses() {
    }

    static void write(GuestMachine machine, Xml xml) {
        boolean express = machine.slots().express();
        xml.begin("controller").with("type", "pci").with("index", 0).with("model", express ? "pcie-root" : "pci-root")
                .end();
        for (int port = 1; express && port <= machine.slots().ports(); port++) {
            xml.begin("controller").with("type", "pci").with("index", port).with("model", "pcie-root-port");
            xml.begin("target").with("chassis", port).with("port", String.format("0x%x", port)).end();
            address(xml, machine.slots().portSlot(port));
            xml.end();
        }
        xml.begin("controller").with("type", "usb").with("index", 0).with("model", "qemu-xhci").with("ports", 15);
        placed(machine, xml, "xhci");
        if (express) {
            xml.begin("controller").with("type", "sata").with("index", 0);
            address(xml, new GuestSlot(0, 0x1f, 2, false));
            xml.end();
        } else if (machine.slots().of("ahci").isPresent()) {
            xml.begin("controller").with("type", "sata").with("index", 0);
            placed(machine, xml, "ahci");
        }
        if (machine.slots().of("scsi").isPresent()) {
            xml.begin("controller").with("type", "scsi").with("index", 0).with("model", "virtio-scsi");
            if (machine.profile().cpu().ioThreadPinning().isPresent()) {
                xml.begin("driver").with("iothread", 1).end();
            }
            placed(machine, xml, "scsi");
        }
        if (machine.slots().of("serial").isPresent()) {
            xml.begin("controller").with("type", "virtio-serial").with("index", 0);
            placed(machine, xml, "serial");
        }
    }

    /** Adds the place of a device and ends its element. */
    static void placed(GuestMachine machine, Xml xml, String id) {
        machine.slots().of(id).ifPresent(slot -> address(xml, slot));
        xml.end();
    }

    /** A place on a PCI bus of the guest. */
    static void address(Xml xml, GuestSlot slot) {
        xml.begin("address").with("type", "pci").with("domain", "0x0000")
                .with("bus", String.format("0x%02x", slot.bus())).with("slot", String.format("0x%02x", slot.device()))
                .with("function", String.format("0x%x", slot.function()));
        if (slot.multifunction()) {
            xml.with("multifunction", "on");
        }
        xml.end();
    }

    /** How libvirt reaches a drive: what it has no bus for becomes what it has. */
    static DiskBus bus(GuestMachine machine, GuestDisk disk) {
        return switch (disk.bus()) {
            case NVME, XVD -> DiskBus.VIRTIO;
            case IDE -> machine.board() == MachineType.I440FX ? DiskBus.IDE : DiskBus.SATA;
            case VIRTIO, SCSI, SATA, USB -> disk.bus();
        };
    }
}
