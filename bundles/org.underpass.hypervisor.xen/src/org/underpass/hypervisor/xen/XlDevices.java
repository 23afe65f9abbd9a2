package org.underpass.hypervisor.xen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.pci.PciAddress;
import org.underpass.profile.Disk;
import org.underpass.profile.DiskBus;
import org.underpass.profile.DiskFormat;
import org.underpass.profile.GuestAddress;
import org.underpass.profile.NetworkInterface;
import org.underpass.profile.NetworkType;
import org.underpass.profile.XenDeviceSettings;

/** Devices of an xl.cfg: those that are given away, drives and network interfaces. */
final class XlDevices {
    /** Above what the device model places by itself: chipset, platform device, adapter, network, sound. */
    private static final int FIRST_OWN_SLOT = 0x10;
    private static final int SLOTS = 32;

    private XlDevices() {
    }

    static void passed(GuestMachine machine, XlConfig config, Report report) {
        List<String> entries = new ArrayList<>();
        boolean igd = false;
        Set<String> taken = new HashSet<>();
        machine.passed().forEach(device -> taken.add(slot(device)));
        for (PassedDevice device : machine.passed()) {
            String slot = slot(device);
            String options = options(device.entry().xen());
            if (wholeSlot(device, machine)) {
                if (slot.isEmpty()) {
                    slot = freeSlot(taken);
                }
                PciAddress first = device.functions().get(0).address();
                String address = first.toString();
                entries.add(address.substring(0, address.length() - 1) + "*" + slot + options);
            } else {
                if (device.functions().size() > 1 && device.entry().multifunction().orElse(true)) {
                    report.warn("multifunction", device.path(), "its functions come to the guest in slots of their own",
                            "xl puts several functions into one slot only when all that the card has are given away");
                }
                for (PassedFunction function : device.functions()) {
                    entries.add(function.address() + (function == device.functions().get(0) ? slot : "") + options);
                }
            }
            igd |= igd(device, report);
        }
        if (!entries.isEmpty()) {
            config.list("pci", entries);
        }
        if (igd) {
            config.string("gfx_passthru", "igd");
        }
    }

    /** Whether all functions that the slot has on the host go together. */
    private static boolean wholeSlot(PassedDevice device, GuestMachine machine) {
        PciAddress first = device.functions().get(0).address();
        long inSlot = machine.host().functions().stream().filter(f -> f.address().sameSlot(first)).count();
        return device.functions().size() > 1 && device.entry().multifunction().orElse(true)
                && device.functions().stream().allMatch(PassedFunction::whole)
                && inSlot == device.functions().size();
    }

    /** {@code gfx_passthru} means Intel graphics and nothing else; other cards are plain devices. */
    private static boolean igd(PassedDevice device, Report report) {
        boolean intel = device.functions().stream()
                .anyMatch(f -> f.host().pci().vendor() == 0x8086 && f.host().pci().isDisplay()
                        && f.host().address().bus() == 0);
        if (device.entry().primary() && !intel) {
            report.info("primary", device.path() + ".primary", "the card is given away like any other device",
                    "gfx_passthru is for Intel graphics only");
        }
        return intel && device.entry().primary();
    }

    /** libxl refuses all functions of a slot without a slot to put them into (libxl_pci.c, device_pci_add_stubdom_done). */
    private static String freeSlot(Set<String> taken) {
        for (int i = FIRST_OWN_SLOT; i < SLOTS; i++) {
            String slot = at(i);
            if (taken.add(slot)) {
                return slot;
            }
        }
        return "";
    }

    private static String at(int device) {
        return "@" + Integer.toHexString(device);
    }

    private static String slot(PassedDevice device) {
        Optional<GuestAddress> wish = device.entry().guestAddress();
        if (wish.isEmpty()) {
            return "";
        }
        if (wish.get().bus() != 0 || wish.get().function() != 0) {
            return ""; // reported where the guest's slots were handed out
        }
        return device.functions().get(0).slot().device() == wish.get().device()
                ? at(wish.get().device()) : "";
    }

    /** Options of one entry. {@code rdm=} of the guest is not read by 4.17, so the policy stands with each device. */
    static String options(Optional<XenDeviceSettings> settings) {
        StringBuilder text = new StringBuilder();
        settings.ifPresent(xen -> {
            if (xen.permissive()) {
                text.append(",permissive=1");
            }
            if (xen.powerManagement()) {
                text.append(",power_mgmt=1");
            }
            xen.msiTranslate().ifPresent(on -> text.append(",msitranslate=").append(on ? 1 : 0));
            if (xen.seize()) {
                text.append(",seize=1");
            }
            xen.rdmPolicy().ifPresent(policy -> text.append(",rdm_policy=").append(policy.word()));
        });
        return text.toString();
    }

    static void disks(GuestMachine machine, XlConfig config, Report report) {
        List<String> entries = new ArrayList<>();
        int ide = 0;
        int scsi = 0;
        int paravirtual = 0;
        boolean ahci = false;
        for (GuestDisk disk : machine.disks()) {
            String path = disk.disk().path();
            String device = switch (disk.bus()) {
                case IDE, SATA -> "hd" + (char) ('a' + ide++);
                case SCSI -> "sd" + (char) ('a' + scsi++);
                case XVD -> "xvd" + (char) ('a' + paravirtual++);
                case VIRTIO, NVME, USB -> {
                    report.warn("disk-bus", path + (disk.disk().bus().isPresent() ? ".bus" : ""),
                            "the drive is a paravirtual one of Xen", "xl has no " + disk.bus().word() + " drives");
                    yield "xvd" + (char) ('a' + paravirtual++);
                }
            };
            ahci |= disk.bus() == DiskBus.SATA;
            entries.add(disk(disk, device, report));
        }
        if (ide > 4 || scsi > 7 || paravirtual > 26) {
            report.refuse("disk-bus", "disks", "the guest has no room for so many drives",
                    "xl has four IDE or SATA drives, seven SCSI and 26 paravirtual ones by letter");
        }
        if (!entries.isEmpty()) {
            config.list("disk", entries);
        }
        if (ahci) {
            config.string("hdtype", "ahci");
        }
        boot(machine, config, report);
    }

    private static String disk(GuestDisk disk, String device, Report report) {
        StringBuilder text = new StringBuilder();
        boolean empty = disk.source().isEmpty();
        if (!empty && disk.format() != DiskFormat.RAW && disk.format() != DiskFormat.QCOW2
                && disk.format() != DiskFormat.VHD) {
            report.refuse("disk-format", disk.disk().path() + ".format", "the drive's format "
                    + disk.format().word() + " cannot be used",
                    "Xen's toolstack reads raw, qcow2 and vhd; convert the image with qemu-img");
        }
        text.append("format=").append(empty ? "empty" : disk.format().word());
        text.append(",vdev=").append(device).append(",access=").append(disk.readOnly() ? "ro" : "rw");
        if (disk.optical()) {
            text.append(",devtype=cdrom");
        }
        if (disk.disk().discard() && !disk.optical()) {
            text.append(",discard");
        }
        disk.source().ifPresent(source -> text.append(",target=").append(source)); // takes the rest, commas and all
        return text.toString();
    }

    /** What boots, by kind: xl knows an order of kinds, not of single devices. */
    private static void boot(GuestMachine machine, XlConfig config, Report report) {
        record Entry(int order, String letter, String path) {
        }
        List<Entry> entries = new ArrayList<>();
        for (GuestDisk disk : machine.disks()) {
            Disk d = disk.disk();
            d.boot().ifPresent(order -> entries.add(new Entry(order, disk.optical() ? "d" : "c", d.path() + ".boot")));
        }
        for (GuestNic nic : machine.nics()) {
            NetworkInterface n = nic.nic();
            n.boot().ifPresent(order -> entries.add(new Entry(order, "n", n.path() + ".boot")));
        }
        entries.sort(Comparator.comparingInt(Entry::order));
        StringBuilder letters = new StringBuilder();
        for (Entry entry : entries) {
            if (letters.indexOf(entry.letter()) >= 0) {
                report.warn("boot", entry.path(), "it is tried with the others of its kind, in their own order",
                        "xl knows an order of disk, optical drive and network, not of single devices");
            } else {
                letters.append(entry.letter());
            }
        }
        if (!letters.isEmpty()) {
            config.string("boot", letters.toString());
        }
    }

    static void network(GuestMachine machine, XlConfig config, Report report) {
        List<String> entries = new ArrayList<>();
        for (GuestNic nic : machine.nics()) {
            StringBuilder text = new StringBuilder("mac=").append(nic.mac());
            if (nic.nic().type() == NetworkType.BRIDGE && nic.nic().source().isPresent()) {
                String bridge = nic.nic().source().get();
                if (!bridge.matches("[A-Za-z0-9_.:-]+")) {
                    report.refuse("network", nic.nic().path() + ".source", "\"" + bridge + "\" is no name of a bridge",
                            "xl splits the entry at commas and has no way to write one");
                    continue;
                }
                text.append(",bridge=").append(bridge);
            } else {
                report.warn("network", nic.nic().path(), "the interface joins the default bridge of xl.conf",
                        "Xen connects guests to bridges of dom0, not to " + nic.nic().type().word());
            }
            entries.add(text.append(model(nic, report)).toString());
        }
        if (!entries.isEmpty()) {
            config.list("vif", entries);
        }
    }

    private static String model(GuestNic nic, Report report) {
        return switch (nic.model()) {
            case "netfront" -> ",type=vif";
            case "virtio" -> ",type=ioemu,model=virtio-net-pci";
            case "e1000", "e1000e", "rtl8139", "vmxnet3" -> ",type=ioemu,model=" + nic.model();
            default -> {
                report.warn("nic", nic.nic().path() + ".model", "the card is an e1000",
                        "the device model of Xen has no " + nic.model());
                yield ",type=ioemu,model=e1000";
            }
        };
    }
}
