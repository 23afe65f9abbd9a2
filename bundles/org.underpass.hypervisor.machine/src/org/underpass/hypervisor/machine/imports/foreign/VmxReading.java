package org.underpass.hypervisor.machine.imports.foreign;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.foreign.VmxImporter.Entry;
import org.underpass.pci.PciAddress;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;

/** What the settings of a .vmx mean. */
final class VmxReading {
    /** Settings about VMware itself, which say nothing of the machine. */
    private static final String ITS_OWN = "(\\.encoding|config\\.version|virtualhw\\..*|nvram|extendedconfigfile|"
            + "pcibridge[0-9]+\\..*|vmci0\\..*|powertype\\..*|tools\\..*|toolscripts\\..*|uuid\\.location|vc\\.uuid|"
            + "cleanshutdown|softpoweroff|monitor\\..*|vmotion\\..*|replay\\..*|migrate\\..*|checkpoint\\..*|"
            + "gui\\..*|policy\\..*|hpet0\\..*|floppy0\\..*|.*\\.pcislotnumber|.*\\.generatedaddress(offset)?|"
            + ".*\\.addresstype|.*\\.redo|.*\\.startconnected|.*\\.wakeonpcktrcv|mks\\..*|keyboard.*|"
            + "svga\\.(guestbackedprimaryaware|autodetect)|numa\\..*|sched\\..*|usb\\.(vbluetooth.*|generic.*)|"
            + "ehci:.*|usb(_xhci)?:[0-9].*|sound\\.(autodetect|filename)|.*\\.clientdevice|isolation\\..*)";
    private static final Set<String> BUSES = Set.of("scsi", "sata", "ide", "nvme");

    private final Map<String, Entry> entries;
    private final Set<String> read = new HashSet<>();
    private final MachineDraft draft;

    VmxReading(Map<String, Entry> entries, ImportRequest request) {
        this.entries = entries;
        draft = new MachineDraft(request, "VMware .vmx");
    }

    Imported read() throws ImportException {
        text("displayname").ifPresent(draft::name);
        text("uuid.bios").map(u -> u.replaceAll("[^0-9a-fA-F]", "")).filter(u -> u.length() == 32)
                .ifPresent(u -> draft.root().put("uuid", u.replaceAll("(.{8})(.{4})(.{4})(.{4})(.{12})",
                        "$1-$2-$3-$4-$5").toLowerCase(Locale.ROOT)));
        system();
        DraftNode machine = draft.root().section("machine");
        machine.put("type", "q35");
        Optional<Integer> memory = number("memsize");
        if (memory.filter(m -> m > 0).isEmpty()) {
            throw new ImportException(entries.containsKey("memsize") ? entries.get("memsize").line() : 0,
                    "it names no memory; expected a line such as memsize = \"4096\"");
        }
        machine.put("memory", memory.get() + " MiB");
        firmware();
        processors();
        disks();
        network();
        display();
        devices();
        entries.forEach((key, entry) -> {
            if (!read.contains(key) && !key.matches(ITS_OWN) && !off(key)) {
                draft.lost(entry.line(), entry.key() + " = \"" + entry.value() + "\"",
                        "the profile language has no word for it");
            }
        });
        return draft.finish();
    }

    /** Part of a device that is not there. */
    private boolean off(String key) {
        int dot = key.indexOf('.');
        String device = dot < 0 ? key : key.substring(0, dot);
        Entry present = entries.get(device + ".present");
        return present != null && !present.value().equalsIgnoreCase("true");
    }

    private Optional<String> text(String key) {
        read.add(key);
        return Optional.ofNullable(entries.get(key)).map(Entry::value).filter(v -> !v.isEmpty());
    }

    private Optional<Integer> number(String key) {
        return text(key).filter(v -> v.matches("[0-9]{1,9}")).map(Integer::parseInt);
    }

    private boolean on(String key) {
        return text(key).map(v -> v.equalsIgnoreCase("true")).orElse(false);
    }

    private void system() {
        text("guestos").ifPresent(os -> {
            String lower = os.toLowerCase(Locale.ROOT);
            draft.root().put("os", lower.startsWith("win") ? "windows" : lower.startsWith("darwin") ? "macos"
                    : lower.startsWith("freebsd") ? "bsd" : lower.matches(".*(linux|ubuntu|debian|fedora|centos|rhel|"
                            + "suse|sles|rocky|alma|oracle|asianux|mandr|photon).*") ? "linux" : "other");
        });
    }

    private void firmware() {
        DraftNode firmware = draft.root().section("firmware");
        boolean uefi = text("firmware").map(f -> f.equalsIgnoreCase("efi")).orElse(false);
        firmware.put("type", uefi ? "uefi" : "bios");
        if (on("uefi.secureboot.enabled") && uefi) {
            firmware.put("secureBoot", true);
        }
        if (on("vtpm.present") || on("managedvm.autoaddvtpm")) {
            firmware.put("tpm", "2.0");
            draft.lost(entries.getOrDefault("vtpm.present", new Entry("", "", 0)).line(), "vtpm",
                    "the guest gets a new TPM without the old one's keys");
        }
    }

    private void processors() {
        DraftNode cpu = draft.root().section("cpu");
        int count = number("numvcpus").filter(n -> n > 0).orElse(1);
        int each = number("cpuid.corespersocket").filter(n -> n > 0 && count % n == 0).orElse(1);
        cpu.put("model", "host-passthrough").put("sockets", count / each).put("cores", each).put("threads", 1);
        if (text("hypervisor.cpuid.v0").map(v -> v.equalsIgnoreCase("false")).orElse(false)) {
            cpu.put("hideHypervisor", true);
        }
        if (on("vhv.enable")) {
            cpu.section("features").put("vmx", true);
            draft.lost(entries.get("vhv.enable").line(), "vhv.enable",
                    "nested virtualisation is the feature vmx here; on AMD hosts write svm");
        }
    }

    private void disks() {
        List<String> slots = new ArrayList<>();
        for (String key : entries.keySet()) {
            if (key.matches("(scsi|sata|ide|nvme)[0-9]+:[0-9]+\\.present") && on(key)) {
                slots.add(key.substring(0, key.lastIndexOf('.')));
            } else if (key.matches("(scsi|sata|ide|nvme)[0-9]+\\.(present|virtualdev|sharedbus)")) {
                read.add(key);
            }
        }
        int boot = 1;
        for (String slot : slots) {
            String file = text(slot + ".filename").orElse("");
            String type = text(slot + ".devicetype").orElse("disk").toLowerCase(Locale.ROOT);
            String bus = BUSES.stream().filter(slot::startsWith).findFirst().orElse("sata");
            boolean optical = type.contains("cdrom");
            boolean image = !file.isEmpty() && !type.contains("cdrom-raw") && !file.equalsIgnoreCase("auto detect")
                    && !file.startsWith("emptyBackingString");
            read.add(slot + ".mode");
            if (!optical && (!image || type.contains("rawdisk"))) {
                draft.lost(line(slot + ".present"), slot, "a disk is an image here");
                continue;
            }
            DraftNode disk = draft.root().item("disks");
            if (image) {
                disk.put("file", file);
            }
            if (optical) {
                disk.put("kind", "cdrom");
            } else {
                disk.put("format", "vmdk");
            }
            // VMware's own SCSI adapters have no driver in guests that were made for ours; SATA every guest has.
            disk.put("bus", bus.equals("nvme") ? "nvme" : "sata");
            if (bus.equals("scsi")) {
                draft.lost(line(slot + ".present"), slot + " on SCSI",
                        "it is a SATA drive here, which every guest has a driver for");
            }
            if (!optical) {
                disk.put("boot", boot++);
            }
        }
    }

    private int line(String key) {
        return entries.containsKey(key) ? entries.get(key).line() : 0;
    }

    private void network() {
        for (String key : List.copyOf(entries.keySet())) {
            if (!key.matches("ethernet[0-9]+\\.present") || !on(key)) {
                continue;
            }
            String name = key.substring(0, key.indexOf('.'));
            DraftNode nic = draft.root().item("network").put("type", "user");
            String type = text(name + ".connectiontype").orElse("bridged").toLowerCase(Locale.ROOT);
            text(name + ".vnet");
            text(name + ".networkname");
            if (!type.equals("nat")) {
                draft.lost(line(key), name + " " + type, "it is connected by address translation; name a bridge of the "
                        + "host instead");
            }
            String card = text(name + ".virtualdev").orElse("vlance").toLowerCase(Locale.ROOT);
            nic.put("model", card.equals("e1000") || card.equals("e1000e") || card.equals("vmxnet3") ? card : "e1000");
            if (card.equals("vlance") || card.equals("vmxnet") || card.equals("flexible")) {
                draft.lost(line(key), name + " " + card, "the card is an e1000");
            }
            text(name + ".address").or(() -> text(name + ".generatedaddress")).ifPresent(mac -> nic.put("mac", mac));
        }
    }

    private void display() {
        DraftNode guest = draft.root().section("display").section("guest");
        boolean accelerated = on("mks.enable3d");
        guest.put("adapter", "vmware");
        guest.remark("adapter", accelerated ? "the nearest to VMware SVGA 3D; Linux guests have OpenGL with virtio-gl"
                : "the nearest to VMware SVGA II");
        if (accelerated) {
            draft.lost(line("mks.enable3d"), "mks.enable3D", "the adapter draws in two dimensions; give the guest a real "
                    + "card, or virtio-gl");
        }
        text("svga.vramsize").filter(v -> v.matches("[0-9]{1,12}")).map(Long::parseLong).filter(v -> v >= 1 << 20)
                .ifPresent(v -> guest.put("memory", Math.min(128, Long.highestOneBit(v) >> 20) + " MiB"));
        read.add("svga.present");
        read.add("svga.graphicsmemorykb");
    }

    private void devices() {
        if (on("sound.present")) {
            String card = text("sound.virtualdev").orElse("es1371");
            draft.root().section("sound").put("model", card.equals("hdaudio") ? "ich9" : "ac97");
            if (card.equals("es1371")) {
                draft.lost(line("sound.present"), "sound " + card, "the card is an Intel AC 97");
            }
        }
        for (String key : List.of("usb.present", "ehci.present", "usb_xhci.present")) {
            read.add(key);
        }
        for (String key : List.copyOf(entries.keySet())) {
            if (key.matches("pcipassthru[0-9]+\\.present") && on(key)) {
                String name = key.substring(0, key.indexOf('.'));
                String id = text(name + ".id").orElse("");
                for (String part : List.of("deviceid", "vendorid", "systemid")) {
                    read.add(name + "." + part);
                }
                PciAddress.tryParse(id.toLowerCase(Locale.ROOT)).ifPresentOrElse(
                        address -> draft.device(address, List.of(address.function())),
                        () -> draft.lost(line(key), name + " " + id, "it names no PCI address that can be read"));
            }
        }
    }
}
