package org.underpass.hypervisor.machine.imports.foreign;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.hypervisor.machine.imports.XmlReader;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Reads VirtualBox's .vbox. */
public final class VboxImporter implements Importer {
    @Override
    public String id() {
        return "vbox";
    }

    @Override
    public String title() {
        return "VirtualBox .vbox";
    }

    @Override
    public boolean recognises(String fileName, byte[] content) {
        String start = new String(content, 0, Math.min(content.length, 64 << 10), StandardCharsets.ISO_8859_1)
                .replace("\0", "");
        return start.contains("<VirtualBox") || fileName.toLowerCase(Locale.ROOT).endsWith(".vbox");
    }

    @Override
    public Imported read(ImportRequest request) throws ImportException {
        XmlElement root = XmlReader.read(request.content());
        if (!root.name().equals("VirtualBox")) {
            throw new ImportException(root.line(), "its first element is <" + root.name() + ">; expected <VirtualBox>");
        }
        XmlElement machine = root.child("Machine").orElseThrow(() -> new ImportException(root.line(),
                "it describes no machine; expected <Machine>, as a machine's own file has it"));
        MachineDraft draft = new MachineDraft(request, title());
        new Reading(machine, draft).read();
        root.ignore("version");
        root.unread((line, what) -> draft.lost(line, what, "the profile language has no word for it"));
        return draft.finish();
    }

    /** One machine's elements. */
    private static final class Reading {
        private final XmlElement machine;
        private final XmlElement hardware;
        private final MachineDraft draft;
        private final Map<String, XmlElement> media = new HashMap<>();

        Reading(XmlElement machine, MachineDraft draft) {
            this.machine = machine;
            this.draft = draft;
            hardware = machine.child("Hardware").orElse(machine);
        }

        void read() throws ImportException {
            draft.name(machine.value("name"));
            Optional.of(machine.value("uuid").replaceAll("[{}]", "")).filter(u -> !u.isEmpty())
                    .ifPresent(u -> draft.root().put("uuid", u));
            machine.ignore("snapshotFolder", "lastStateChange", "stateFile", "aborted", "ExtraData", "Description",
                    "Groups", "currentStateModified");
            machine.child("Snapshot").ifPresent(s -> {
                draft.lost(s.line(), "<Snapshot>", "snapshots stay behind; the disks are those of now");
                s.ignore();
            });
            hardware.ignore("version", "GuestProperties", "HID", "Clipboard", "DragAndDrop", "RemoteDisplay", "Boot",
                    "Paravirt", "VideoCapture", "Recording", "SharedFolders", "UART", "LPT", "GuestProperties",
                    "SmbiosUuidLittleEndian", "RTC");
            system();
            DraftNode board = draft.root().section("machine");
            boolean ich9 = hardware.child("Chipset").map(c -> c.value("type").equals("ICH9")).orElse(false);
            board.put("type", ich9 ? "q35" : "i440fx");
            XmlElement memory = hardware.child("Memory").orElseThrow(() -> new ImportException(hardware.line(),
                    "it names no memory; expected <Memory RAMSize=...>"));
            if (!memory.value("RAMSize").matches("[1-9][0-9]{0,7}")) {
                throw new ImportException(memory.line(), "the memory is \"" + memory.value("RAMSize")
                        + "\"; expected a number of MiB");
            }
            board.put("memory", memory.value("RAMSize") + " MiB");
            memory.ignore("PageFusion");
            firmware();
            processors();
            index(machine.at("MediaRegistry"));
            disks();
            network();
            display();
            sound();
            hardware.at("USB").ifPresent(XmlElement::ignore);
        }

        private void system() {
            String os = machine.value("OSType").toLowerCase(Locale.ROOT);
            if (!os.isEmpty()) {
                draft.root().put("os", os.startsWith("win") ? "windows" : os.startsWith("macos") ? "macos"
                        : os.contains("bsd") ? "bsd" : os.matches(".*(linux|ubuntu|debian|fedora|redhat|suse|arch|gentoo|"
                                + "oracle|mandr|xandros|turbo).*") ? "linux" : "other");
            }
        }

        private void firmware() {
            String type = hardware.child("Firmware").or(() -> hardware.at("BIOS", "Firmware"))
                    .map(f -> f.value("type")).orElse("BIOS");
            DraftNode firmware = draft.root().section("firmware");
            firmware.put("type", type.startsWith("EFI") ? "uefi" : "bios");
            hardware.child("BIOS").ifPresent(bios -> {
                bios.ignore("ACPI", "IOAPIC", "Logo", "BootMenu", "TimeOffset", "PXEDebug", "NVRAM", "SmbiosUuidLittleEndian",
                        "AutoSerialNumGen");
                bios.child("TrustedPlatformModule").or(() -> hardware.child("TrustedPlatformModule"))
                        .map(t -> t.value("type")).filter(t -> t.startsWith("v")).ifPresent(t -> firmware.put("tpm",
                                t.startsWith("v1") ? "1.2" : "2.0"));
            });
            hardware.child("TrustedPlatformModule").map(t -> t.value("type")).filter(t -> t.startsWith("v"))
                    .ifPresent(t -> firmware.put("tpm", t.startsWith("v1") ? "1.2" : "2.0"));
        }

        private void processors() {
            DraftNode cpu = draft.root().section("cpu");
            cpu.put("model", "host-passthrough");
            int count = hardware.child("CPU").map(c -> c.value("count")).filter(c -> c.matches("[1-9][0-9]{0,3}"))
                    .map(Integer::parseInt).orElse(1);
            cpu.put("count", count);
            hardware.child("CPU").ifPresent(c -> c.ignore("PAE", "LongMode", "HardwareVirtEx", "HardwareVirtExNestedPaging",
                    "HardwareVirtExVPID", "HardwareVirtExUX", "X2APIC", "HardwareVirtExLargePages", "executionCap",
                    "IBPBOn", "SpecCtrl", "hotplug"));
        }

        /** Images by their UUID: those of children are what the machine writes to now. */
        private void index(Optional<XmlElement> registry) {
            registry.ifPresent(r -> {
                for (String kind : List.of("HardDisks", "DVDImages", "FloppyImages")) {
                    r.child(kind).ifPresent(k -> k.children().forEach(this::medium));
                    r.ignore(kind);
                }
                r.ignore();
            });
        }

        private void medium(XmlElement medium) {
            media.put(medium.value("uuid"), medium);
            medium.children().forEach(this::medium);
        }

        private void disks() {
            int boot = 1;
            Optional<XmlElement> controllers = machine.child("StorageControllers")
                    .or(() -> hardware.child("StorageControllers"));
            for (XmlElement controller : controllers.map(c -> c.all("StorageController")).orElse(List.of())) {
                controller.ignore("name", "PortCount", "useHostIOCache", "Bootable", "IDE0MasterEmulationPort",
                        "IDE0SlaveEmulationPort", "IDE1MasterEmulationPort", "IDE1SlaveEmulationPort");
                String type = controller.value("type");
                String bus = type.startsWith("PIIX") || type.startsWith("ICH6") ? "ide" : type.equals("NVMe") ? "nvme"
                        : type.equals("VirtioSCSI") ? "scsi" : type.equals("USB") ? "usb" : "sata";
                if (bus.equals("sata") && !type.equals("AHCI")) {
                    draft.lost(controller.line(), controller.tag(),
                            "its drives are SATA ones, which every guest has a driver for");
                }
                for (XmlElement device : controller.all("AttachedDevice")) {
                    device.ignore("port", "device", "passthrough", "hotpluggable", "tempeject", "nonrotational",
                            "discard");
                    String kind = device.value("type");
                    Optional<XmlElement> image = device.child("Image").map(i -> media.get(i.value("uuid")));
                    if (kind.equals("Floppy") || kind.equals("HardDisk") && image.isEmpty()) {
                        draft.lost(device.line(), device.tag(), kind.equals("Floppy") ? "drives are disks and optical ones"
                                : "the file does not say which image it is");
                        device.ignore();
                        continue;
                    }
                    DraftNode disk = draft.root().item("disks");
                    image.ifPresent(i -> disk.put("file", i.value("location")));
                    if (kind.equals("DVD")) {
                        disk.put("kind", "cdrom");
                    } else {
                        String format = image.map(i -> i.value("format")).orElse("VDI").toLowerCase(Locale.ROOT);
                        disk.put("format", format.matches("vmdk|vhd|vdi|vhdx|raw") ? format : "vdi");
                    }
                    disk.put("bus", bus);
                    if (!kind.equals("DVD")) {
                        disk.put("boot", boot++);
                    }
                    device.ignore("Image");
                }
            }
        }

        private void network() {
            for (XmlElement adapter : hardware.at("Network").map(n -> n.all("Adapter")).orElse(List.of())) {
                if (!adapter.value("enabled").equals("true")) {
                    adapter.ignore();
                    continue;
                }
                DraftNode nic = draft.root().item("network").put("type", "user");
                adapter.ignore("slot", "cable", "speed", "DisabledModes");
                Optional<XmlElement> bridge = adapter.child("BridgedInterface");
                if (bridge.isPresent()) {
                    nic.put("type", "macvtap").put("source", bridge.get().value("name"));
                } else if (adapter.child("NAT").isEmpty()) {
                    draft.lost(adapter.line(), adapter.tag(), "it is connected by address translation instead");
                }
                adapter.ignore("NAT", "InternalNetwork", "HostOnlyInterface", "NATNetwork", "HostOnlyNetwork");
                String type = adapter.value("type");
                nic.put("model", type.equals("virtio") ? "virtio" : "e1000");
                if (type.startsWith("Am79")) {
                    draft.lost(adapter.line(), "type=\"" + type + "\"", "the card is an e1000");
                }
                String mac = adapter.value("MACAddress");
                if (mac.matches("[0-9A-Fa-f]{12}")) {
                    nic.put("mac", mac.replaceAll("(..)(?=.)", "$1:").toLowerCase(Locale.ROOT));
                }
            }
        }

        private void display() {
            XmlElement display = hardware.child("Display").orElse(XmlElement.empty("Display"));
            DraftNode guest = draft.root().section("display").section("guest");
            String controller = display.attribute("controller").orElse("VBoxVGA");
            boolean accelerated = display.value("accelerate3D").equals("true");
            boolean plain = controller.equals("VBoxVGA");
            guest.put("adapter", controller.equals("None") ? "none" : plain ? "std" : accelerated ? "virtio-gl" : "vmware");
            guest.remark("adapter", "the nearest to VirtualBox's " + (controller.length() > 40 ? "own" : controller)
                    + (accelerated ? " with 3D" : ""));
            display.ignore("accelerate2DVideo");
            if (display.value("VRAMSize").matches("[1-9][0-9]{0,3}") && !guest.has("memory") && !accelerated) {
                guest.put("memory", Integer.highestOneBit(Integer.parseInt(display.value("VRAMSize"))) + " MiB");
            }
            if (display.value("monitorCount").matches("[2-9]")) {
                guest.put("outputs", Integer.parseInt(display.value("monitorCount")));
            }
        }

        private void sound() {
            hardware.child("AudioAdapter").ifPresent(audio -> {
                audio.ignore("driver", "enabledIn", "enabledOut", "codec", "useDefault");
                boolean on = !audio.value("enabled").equals("false");
                String controller = audio.value("controller");
                if (on) {
                    draft.root().section("sound").put("model", controller.equals("HDA") ? "ich9" : "ac97");
                }
            });
        }
    }
}
