package org.underpass.hypervisor.libvirt;

import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.hypervisor.machine.GuestSlots;
import org.underpass.profile.BridgeModel;
import org.underpass.profile.DiskBus;
import org.underpass.profile.MachineType;
import org.underpass.profile.PciBridge;
import org.underpass.profile.UsbController;

/** Controllers and the places on them. */
final class DomainBuses {
    private DomainBuses() {
    }

    static void write(GuestMachine machine, Xml xml) {
        boolean express = machine.slots().express();
        xml.begin("controller").with("type", "pci").with("index", 0).with("model", express ? "pcie-root" : "pci-root");
        machine.profile().machine().pci().hole64().ifPresent(bytes -> xml.begin("pcihole64").with("unit", "KiB")
                .end(Long.toString(bytes >> 10)));
        xml.end();
        for (GuestSlots.Bridge bridge : machine.slots().bridges()) {
            bridge(bridge, xml);
        }
        usb(machine, xml);
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

    private static void bridge(GuestSlots.Bridge bridge, Xml xml) {
        BridgeModel model = bridge.entry().flatMap(PciBridge::model).orElse(BridgeModel.PCIE_ROOT_PORT);
        int chassis = bridge.entry().map(e -> e.chassis().orElse(bridge.bus())).orElse(bridge.bus());
        int port = bridge.entry().map(e -> e.port().orElse(0)).orElse(bridge.bus());
        xml.begin("controller").with("type", "pci").with("index", bridge.bus()).with("model", switch (model) {
            case PCIE_ROOT_PORT, IOH3420 -> "pcie-root-port";
            case UPSTREAM -> "pcie-switch-upstream-port";
            case DOWNSTREAM -> "pcie-switch-downstream-port";
            case PXB_PCIE -> "pcie-expander-bus";
            case PXB -> "pci-expander-bus";
            case PCI_BRIDGE -> "pci-bridge";
            case DMI_TO_PCI -> "dmi-to-pci-bridge";
            case PCIE_TO_PCI -> "pcie-to-pci-bridge";
        });
        if (model == BridgeModel.IOH3420) {
            xml.begin("model").with("name", model.word()).end();
        }
        xml.begin("target");
        switch (model) {
            case PCIE_ROOT_PORT, IOH3420, DOWNSTREAM -> xml.with("chassis", chassis)
                    .with("port", String.format("0x%x", port));
            case PCI_BRIDGE -> xml.with("chassisNr", chassis);
            default -> { }
        }
        bridge.entry().ifPresent(entry -> {
            entry.firstBus().ifPresent(number -> xml.with("busNr", number));
            entry.hotplug().ifPresent(on -> xml.with("hotplug", on ? "on" : "off"));
            entry.guestNode().ifPresent(node -> xml.text("node", node));
        });
        xml.end();
        address(xml, bridge.slot());
        xml.end();
    }

    private static void usb(GuestMachine machine, Xml xml) {
        UsbController usb = machine.profile().machine().pci().usb().orElse(UsbController.XHCI);
        xml.begin("controller").with("type", "usb").with("index", 0).with("model", switch (usb) {
            case XHCI -> "qemu-xhci";
            case NEC_XHCI -> "nec-xhci";
            case EHCI -> "ich9-ehci1";
            case UHCI -> "piix3-uhci";
            case NONE -> "none";
        });
        if (usb == UsbController.XHCI) {
            xml.with("ports", 15);
        }
        if (usb != UsbController.EHCI) {
            placed(machine, xml, "xhci");
            return;
        }
        GuestSlot slot = machine.slots().of("xhci").orElse(new GuestSlot(0, 0x1d, 7, false));
        address(xml, new GuestSlot(slot.bus(), slot.device(), 7, false));
        xml.end();
        for (int i = 0; i < 3; i++) {
            xml.begin("controller").with("type", "usb").with("index", 0).with("model", "ich9-uhci" + (i + 1));
            xml.begin("master").with("startport", 2 * i).end();
            address(xml, new GuestSlot(slot.bus(), slot.device(), i, i == 0));
            xml.end();
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
