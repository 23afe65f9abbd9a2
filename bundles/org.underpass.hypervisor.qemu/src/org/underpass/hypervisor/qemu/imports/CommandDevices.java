package org.underpass.hypervisor.qemu.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.pci.PciAddress;
import org.underpass.profile.BridgeModel;

/** The devices of a command line, and what stands behind them. */
final class CommandDevices {
    private static final Set<String> DISPLAYS = Set.of("VGA", "secondary-vga", "bochs-display", "cirrus-vga", "qxl-vga",
            "qxl", "virtio-vga", "virtio-vga-gl", "virtio-gpu-pci", "virtio-gpu-gl-pci", "vmware-svga", "ramfb",
            "ati-vga");
    private static final Set<String> COMPANIONS = Set.of("usb-tablet", "usb-mouse", "usb-kbd", "hda-duplex", "hda-output",
            "hda-micro", "ich9-usb-uhci1", "ich9-usb-uhci2", "ich9-usb-uhci3", "usb-hub", "virtserialport",
            "isa-debugcon");

    private final List<Option> options;
    private final MachineDraft draft;
    private final DraftNode machine;
    private final Map<String, Integer> buses = new LinkedHashMap<>();
    private final Map<String, Option> drives = new LinkedHashMap<>();

    CommandDevices(List<Option> options, MachineDraft draft) {
        this.options = options;
        this.draft = draft;
        machine = draft.root().section("machine");
    }

    void read() {
        for (Option option : options) {
            if (option.name().equals("-device")) {
                bridge(option);
            } else if (option.name().equals("-drive")) {
                drive(option);
            } else if (option.name().equals("-blockdev")) {
                drives.put(option.get("node-name").orElse(""), option);
            }
        }
        machine.section("pci").put("usb", options.stream().anyMatch(o -> o.name().equals("-usb")) ? "uhci" : "none");
        draft.root().section("display").section("guest").put("adapter",
                options.stream().anyMatch(o -> o.name().equals("-nodefaults")) ? "none" : "std");
        for (Option option : options) {
            switch (option.name()) {
                case "-device" -> device(option);
                case "-object" -> object(option);
                case "-vga" -> adapter(option.value(), option);
                case "-display", "-vnc", "-spice", "-nographic" -> viewer(option);
                case "-cdrom", "-hda", "-hdb", "-hdc", "-hdd" -> disk(draft.root().item("disks").put("file",
                        option.value()), option.name().equals("-cdrom"), "ide");
                case "-nic", "-net" -> nic(option);
                case "-usbdevice" -> option.ignoreAll();
                case "-tpmdev", "-chardev", "-audiodev", "-netdev", "-usb" -> option.ignore();
                default -> { }
            }
        }
        for (Option option : options) {
            if (Set.of("-tpmdev", "-chardev", "-netdev").contains(option.name())) {
                option.ignoreAll();
            }
        }
    }

    private void bridge(Option option) {
        String driver = option.first("driver");
        Optional<BridgeModel> model = List.of(BridgeModel.values()).stream().filter(m -> m.word().equals(driver))
                .findFirst();
        if (model.isEmpty()) {
            return;
        }
        int bus = buses.size() + 1;
        DraftNode node = machine.section("pci").item("bridges").put("bus", bus).put("model", driver);
        place(option).ifPresentOrElse(place -> node.put("guestAddress", place),
                () -> node.put("guestAddress", String.format("00:%02x.0", Math.min(31, bus + 1))));
        buses.put(option.get("id").orElse("bus" + bus), bus);
        option.get("chassis").or(() -> option.get("chassis_nr")).flatMap(CommandDevices::number)
                .ifPresent(n -> node.put("chassis", n));
        option.get("port").or(() -> option.get("slot")).flatMap(CommandDevices::number)
                .ifPresent(n -> node.put("port", n));
        option.get("bus_nr").flatMap(CommandDevices::number).ifPresent(n -> node.put("firstBus", n));
        option.get("numa_node").flatMap(CommandDevices::number).ifPresent(n -> node.put("guestNode", n));
        option.get("hotplug").ifPresent(on -> node.put("hotplug", option.on("hotplug")));
        option.ignore("multifunction", "chassis", "chassis_nr", "port", "slot", "io-reserve", "pref64-reserve");
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.decode(text)).filter(n -> n >= 0 && n < 65536);
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** {@code bus} and {@code addr} as a place of the guest. */
    private Optional<String> place(Option option) {
        String on = option.get("bus").orElse("");
        Optional<String> address = option.get("addr");
        option.ignore("multifunction", "id");
        Integer bus = on.isEmpty() || on.equals("pcie.0") || on.equals("pci.0") ? Integer.valueOf(0) : buses.get(on);
        if (bus == null || address.isEmpty() && bus == 0) {
            return Optional.empty();
        }
        String[] parts = address.orElse("0").split("\\.");
        try {
            int device = Integer.parseInt(parts[0].replaceAll("^0x", ""), 16);
            int function = parts.length > 1 ? Integer.parseInt(parts[1].replaceAll("^0x", ""), 16) : 0;
            return device < 32 && function < 8 ? Optional.of(String.format("%02x:%02x.%x", bus, device, function))
                    : Optional.empty();
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    private void named(Option option, String name) {
        place(option).ifPresent(place -> machine.section("pci").section("places").put(name, place));
    }

    private void device(Option option) {
        String driver = option.first("driver");
        if (driver.startsWith("vfio-pci")) {
            vfio(option);
        } else if (DISPLAYS.contains(driver)) {
            adapter(driver, option);
        } else if (driver.endsWith("-iommu") || driver.equals("virtio-iommu-pci")) {
            iommu(option, driver);
        } else if (driver.startsWith("virtio-blk") || driver.equals("ide-hd") || driver.equals("ide-cd")
                || driver.equals("scsi-hd") || driver.equals("scsi-cd") || driver.equals("nvme")
                || driver.equals("usb-storage")) {
            diskDevice(option, driver);
        } else if (Set.of("virtio-net-pci", "e1000e", "e1000", "igb", "rtl8139", "vmxnet3").contains(driver)) {
            network(option, driver);
        } else if (driver.equals("usb-host")) {
            usbHost(option);
        } else {
            other(option, driver);
        }
    }

    private void other(Option option, String driver) {
        switch (driver) {
            case "qemu-xhci", "nec-usb-xhci", "piix3-usb-uhci", "ich9-usb-ehci1" -> {
                machine.section("pci").put("usb", switch (driver) {
                    case "qemu-xhci" -> "xhci";
                    case "nec-usb-xhci" -> "nec-xhci";
                    case "ich9-usb-ehci1" -> "ehci";
                    default -> "uhci";
                });
                named(option, "usb");
                option.ignore("p2", "p3");
            }
            case "virtio-balloon-pci", "virtio-balloon" -> {
                machine.put("balloon", true);
                named(option, "balloon");
            }
            case "virtio-scsi-pci" -> {
                named(option, "scsi");
                option.ignore("num_queues", "iothread");
            }
            case "virtio-serial-pci", "ich9-ahci", "ahci" -> option.ignoreAll();
            case "intel-hda", "ich9-intel-hda", "AC97", "usb-audio", "virtio-sound-pci" -> {
                draft.root().section("sound").put("model", switch (driver) {
                    case "ich9-intel-hda" -> "ich9";
                    case "AC97" -> "ac97";
                    case "usb-audio" -> "usb";
                    case "virtio-sound-pci" -> "virtio";
                    default -> "ich6";
                });
                audio();
                named(option, "sound");
                option.ignore("audiodev");
            }
            case "tpm-tis", "tpm-crb" -> {
                draft.root().section("firmware").put("tpm", driver.equals("tpm-tis") ? "1.2" : "2.0");
                option.ignoreAll();
            }
            case "ivshmem-plain" -> glass(option);
            default -> {
                if (COMPANIONS.contains(driver) || buses.containsKey(option.get("id").orElse("\0"))) {
                    option.ignore("id", "bus", "port", "audiodev", "cad", "chardev", "name", "nr", "masterbus",
                            "firstport", "addr", "multifunction");
                } else {
                    draft.lost(option.line(), option.toString(), "the profile language has no such device; raw.qemu takes "
                            + "such options");
                    option.ignoreAll();
                }
            }
        }
    }

    private void audio() {
        for (Option option : options) {
            if (option.name().equals("-audiodev")) {
                String kind = option.first("driver");
                draft.root().section("sound").put("backend", switch (kind) {
                    case "pa" -> "pulse";
                    case "pipewire", "alsa", "jack", "spice" -> kind;
                    default -> "none";
                });
                option.ignore("id");
            }
        }
    }

    private void glass(Option option) {
        String id = option.get("memdev").orElse("");
        for (Option object : options) {
            if (object.name().equals("-object") && object.get("id").orElse("").equals(id) && !id.isEmpty()) {
                String path = object.get("mem-path").orElse("");
                CommandLine.size(object.get("size").orElse(""), 1).ifPresent(bytes -> {
                    DraftNode glass = draft.root().section("display").section("guest").section("lookingGlass");
                    glass.put("width", 1920).put("height", 1080).put("size", (bytes >> 20) + " MiB")
                            .remark("width", "the largest picture: not to be seen in the command line");
                    if (path.startsWith("/")) {
                        glass.put("path", path);
                    }
                });
                object.ignore("share");
            }
        }
        named(option, "glass");
    }

    private void vfio(Option option) {
        Optional<PciAddress> address = option.get("host").flatMap(PciAddress::tryParse);
        String path = option.get("sysfsdev").orElse("");
        String last = path.substring(path.lastIndexOf('/') + 1);
        DraftNode node;
        if (address.isEmpty() && PciAddress.tryParse(last).isPresent()) {
            address = PciAddress.tryParse(last);
        }
        if (address.isPresent()) {
            node = draft.device(address.get(), List.of(address.get().function()));
        } else if (last.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            node = draft.root().item("devices");
            node.section("mdev").put("uuid", last);
            option.get("display").ifPresent(shown -> node.section("mdev").put("display", shown.equals("on")));
            option.get("ramfb").ifPresent(on -> node.section("mdev").put("ramfb", option.on("ramfb")));
        } else {
            draft.lost(option.line(), option.toString(), "it names no PCI address and no mediated device");
            option.ignoreAll();
            return;
        }
        option.get("romfile").ifPresent(file -> node.section("rom").put("file", file));
        option.get("rombar").ifPresent(bar -> node.section("rom").put("bar", !bar.equals("0")));
        if (option.on("x-vga")) {
            node.put("primary", true);
        }
        Map.of("x-pci-vendor-id", "vendor", "x-pci-device-id", "device", "x-pci-sub-vendor-id", "subsystemVendor",
                "x-pci-sub-device-id", "subsystemDevice").forEach((key, id) -> option.get(key)
                        .flatMap(CommandDevices::number)
                        .ifPresent(n -> node.section("guestIds").put(id, String.format("%04x", n))));
        option.get("x-igd-opregion").ifPresent(on -> node.section("igd").put("opRegion", on.equals("on")));
        option.get("x-igd-gms").flatMap(CommandDevices::number)
                .ifPresent(n -> node.section("igd").put("stolenMemory", n));
        if (option.get("iommufd").isPresent()) {
            machine.put("iommufd", true);
        }
        place(option).ifPresent(place -> node.put("guestAddress", place));
    }

    private void iommu(Option option, String driver) {
        String word = driver.equals("intel-iommu") ? "intel" : driver.equals("amd-iommu") ? "amd" : "virtio";
        machine.put("iommu", word);
        DraftNode wish = machine.section("iommuOptions");
        if (word.equals("virtio")) {
            place(option).ifPresent(place -> wish.put("guestAddress", place));
            return;
        }
        wish.put("interruptRemapping", option.get("intremap").map(v -> option.on("intremap")).orElse(false));
        if (word.equals("intel")) {
            wish.put("cachingMode", option.on("caching-mode"));
            option.get("eim").filter(v -> !v.equals("auto")).ifPresent(v -> wish.put("extendedInterrupts",
                    option.on("eim")));
            option.get("aw-bits").flatMap(CommandDevices::number).ifPresent(n -> wish.put("addressWidth", n));
            option.get("dma-translation").ifPresent(v -> wish.put("dmaTranslation", option.on("dma-translation")));
        }
        option.get("device-iotlb").ifPresent(v -> wish.put("deviceTlb", option.on("device-iotlb")));
        option.ignore("id");
    }

    private void adapter(String word, Option option) {
        DraftNode guest = draft.root().section("display").section("guest");
        guest.put("adapter", switch (word) {
            case "none" -> "none";
            case "std", "VGA", "secondary-vga" -> "std";
            case "bochs-display" -> "bochs";
            case "cirrus", "cirrus-vga" -> "cirrus";
            case "qxl", "qxl-vga" -> "qxl";
            case "virtio", "virtio-vga", "virtio-gpu-pci" -> "virtio";
            case "virtio-vga-gl", "virtio-gpu-gl-pci" -> "virtio-gl";
            case "vmware", "vmware-svga" -> "vmware";
            case "ramfb" -> "ramfb";
            case "ati-vga" -> "ati";
            default -> "std";
        });
        if (option.name().equals("-device")) {
            option.get("vgamem_mb").flatMap(CommandDevices::number).ifPresent(n -> guest.put("memory", n + " MiB"));
            option.get("max_outputs").flatMap(CommandDevices::number).ifPresent(n -> guest.put("outputs", n));
            option.get("xres").flatMap(CommandDevices::number).ifPresent(n -> guest.put("width", n));
            option.get("yres").flatMap(CommandDevices::number).ifPresent(n -> guest.put("height", n));
            option.ignore("ram_size", "vram_size", "vram64_size_mb");
            if (!word.equals("ramfb")) {
                named(option, "adapter");
            }
        }
    }

    private void viewer(Option option) {
        DraftNode guest = draft.root().section("display").section("guest");
        String word = option.name().equals("-display") ? option.first("type") : option.name().substring(1);
        boolean known = Set.of("gtk", "sdl", "vnc", "spice", "egl-headless", "none").contains(word);
        if (known && (!guest.has("viewer") || !word.equals("none"))) {
            guest.put("viewer", word);
        } else if (word.equals("nographic")) {
            guest.put("viewer", "none");
        } else if (!known) {
            draft.lost(option.line(), option.toString(), "no viewer of ours is like it");
        }
        option.ignoreAll();
    }

    private void drive(Option option) {
        String file = option.get("file").orElse("");
        String as = option.get("if").orElse("ide");
        if (as.equals("pflash")) {
            DraftNode firmware = draft.root().section("firmware").put("type", "uefi");
            boolean code = option.get("unit").map(u -> u.equals("0")).orElse(!firmware.has("code"))
                    || option.on("readonly") || option.on("read-only");
            firmware.put(code ? "code" : "vars", file);
            option.ignore("format", "index", "snapshot", "readonly", "read-only", "unit");
        } else if (as.equals("none")) {
            drives.put(option.get("id").orElse(""), option);
        } else if (as.equals("floppy") || file.isEmpty()) {
            draft.lost(option.line(), option.toString(), "drives are disks and optical ones");
            option.ignoreAll();
        } else {
            DraftNode node = draft.root().item("disks");
            content(option, node);
            disk(node, option.get("media").orElse("").equals("cdrom"), as.equals("virtio") || as.equals("scsi") ? as
                    : "ide");
            option.ignore("index", "unit", "id");
        }
    }

    private static void disk(DraftNode node, boolean optical, String bus) {
        if (optical) {
            node.put("kind", "cdrom");
        }
        node.put("bus", bus);
    }

    /** The content of a drive, from {@code -drive} or from the nodes of {@code -blockdev}. */
    private void content(Option drive, DraftNode node) {
        Option file = drive;
        String driver = drive.get("format").orElse(drive.name().equals("-blockdev") ? drive.first("driver") : "");
        Optional<String> below = drive.name().equals("-blockdev") ? drive.get("file") : Optional.empty();
        if (below.isPresent() && drives.containsKey(below.get())) {
            file = drives.get(below.get());
            file.first("driver");
            file.get("node-name");
        }
        String path = file.get("filename").or(() -> drive.get("file.filename")).or(() -> drive.get("file"))
                .orElse("");
        boolean block = file.first("driver").equals("host_device") || drive.get("file.driver").orElse("")
                .equals("host_device") || path.startsWith("/dev/");
        if (!path.isEmpty()) {
            node.put(block ? "device" : "file", path);
        }
        String format = switch (driver) {
            case "raw", "qcow2", "vmdk", "vdi", "vhdx" -> driver;
            case "vpc" -> "vhd";
            default -> "";
        };
        if (!format.isEmpty()) {
            node.put("format", format);
        }
        drive.get("cache").ifPresent(cache -> node.put("cache", cache));
        if (drive.get("discard").orElse("").equals("unmap")) {
            node.put("discard", true);
        }
        if (drive.on("readonly") || drive.on("read-only")) {
            node.put("readOnly", true);
        }
        drive.ignore("aio", "node-name", "id", "if", "media", "file.driver", "file.cache.direct", "file.cache.no-flush",
                "cache.direct", "cache.no-flush", "file.discard", "auto-read-only");
        file.ignore("aio", "read-only", "cache.direct", "cache.no-flush", "discard", "auto-read-only");
    }

    private void diskDevice(Option option, String driver) {
        DraftNode node = draft.root().item("disks");
        boolean optical = driver.endsWith("-cd");
        Option drive = drives.get(option.get("drive").orElse(""));
        if (drive != null) {
            content(drive, node);
            optical |= drive.get("media").orElse("").equals("cdrom");
        } else if (!optical) {
            draft.root().items("disks").remove(node);
            draft.lost(option.line(), option.toString(), "nothing holds its content");
            option.ignoreAll();
            return;
        }
        String bus = driver.startsWith("virtio") ? "virtio" : driver.startsWith("scsi") ? "scsi"
                : driver.equals("nvme") ? "nvme" : driver.equals("usb-storage") ? "usb"
                : sata(option) ? "sata" : "ide";
        disk(node, optical, bus);
        option.get("bootindex").flatMap(CommandDevices::number).filter(n -> n < 99)
                .ifPresent(n -> node.put("boot", n + (option.get("bootindex").get().equals("0") ? 1 : 0)));
        option.get("serial").ifPresent(serial -> node.put("serial", serial));
        if (bus.equals("virtio") || bus.equals("nvme")) {
            place(option).ifPresent(place -> node.put("guestAddress", place));
        }
        option.get("iommu_platform").ifPresent(on -> node.put("behindIommu", option.on("iommu_platform")));
        option.ignore("id", "bus", "unit", "scsi-id", "lun", "channel", "addr", "write-cache", "iothread", "device_id",
                "num-queues", "rotation_rate");
    }

    private boolean sata(Option option) {
        boolean express = options.stream().anyMatch(o -> (o.name().equals("-machine") || o.name().equals("-M"))
                && o.first("type").contains("q35"));
        return express || option.get("bus").orElse("").startsWith("ahci") || option.get("bus").orElse("")
                .startsWith("sata");
    }

    private void network(Option option, String driver) {
        DraftNode nic = draft.root().item("network");
        String id = option.get("netdev").orElse("");
        nic.put("type", "user");
        for (Option backend : options) {
            if (backend.name().equals("-netdev") && backend.get("id").orElse("").equals(id) && !id.isEmpty()) {
                connect(backend, nic);
            }
        }
        nic.put("model", driver.equals("virtio-net-pci") ? "virtio" : driver);
        option.get("mac").ifPresent(mac -> nic.put("mac", mac));
        option.get("bootindex").flatMap(CommandDevices::number).filter(n -> n > 0 && n < 99)
                .ifPresent(n -> nic.put("boot", n));
        option.get("iommu_platform").ifPresent(on -> nic.put("behindIommu", option.on("iommu_platform")));
        place(option).ifPresent(place -> nic.put("guestAddress", place));
        option.ignore("mq", "vectors", "bootindex");
    }

    private void connect(Option backend, DraftNode nic) {
        String type = backend.first("type");
        Optional<String> bridge = backend.get("br");
        if (type.equals("bridge") || type.equals("tap") && bridge.isPresent()) {
            nic.put("type", "bridge").put("source", bridge.orElse("br0"));
        } else if (!type.equals("user")) {
            draft.lost(backend.line(), backend.toString(), "it is connected by address translation instead");
        } else {
            backend.get("hostfwd").ifPresent(ports -> draft.lost(backend.line(), "hostfwd=" + ports,
                    "ports are not forwarded"));
        }
    }

    private void nic(Option option) {
        String type = option.first("type");
        if (type.equals("none")) {
            option.ignoreAll();
            return;
        }
        DraftNode nic = draft.root().item("network").put("type", "user");
        connect(option, nic);
        option.get("model").ifPresent(model -> nic.put("model", model.startsWith("virtio") ? "virtio" : model));
        option.get("mac").ifPresent(mac -> nic.put("mac", mac));
        option.ignore("id", "script", "downscript", "ifname");
    }

    private void usbHost(Option option) {
        DraftNode usb = draft.root().item("usb");
        option.get("vendorid").flatMap(CommandDevices::number)
                .ifPresent(n -> usb.put("vendor", String.format("%04x", n)));
        option.get("productid").flatMap(CommandDevices::number)
                .ifPresent(n -> usb.put("device", String.format("%04x", n)));
        option.get("hostbus").flatMap(CommandDevices::number).ifPresent(n -> usb.put("bus", n));
        option.get("hostport").ifPresent(port -> usb.put("port", port));
        option.get("hostaddr").flatMap(CommandDevices::number).ifPresent(n -> usb.put("number", n));
        option.get("hostdevice").filter(d -> d.matches("/dev/bus/usb/[0-9]{3}/[0-9]{3}")).ifPresent(d -> usb
                .put("bus", Integer.parseInt(d.substring(13, 16), 10))
                .put("number", Integer.parseInt(d.substring(17), 10)));
        option.ignore("id", "bus", "guest-reset", "guest-resets-all");
    }

    private void object(Option option) {
        String type = option.first("qom-type");
        switch (type) {
            case "input-linux" -> {
                DraftNode input = draft.root().item("evdev").put("device", option.get("evdev").orElse(""));
                option.get("grab_all").ifPresent(on -> input.put("grabAll", option.on("grab_all")));
                option.get("repeat").ifPresent(on -> input.put("repeat", option.on("repeat")));
                option.ignore("id", "grab-toggle");
            }
            case "iommufd" -> {
                machine.put("iommufd", true);
                option.ignore("id");
            }
            case "secret" -> option.ignoreAll();
            default -> {
                if (type.startsWith("memory-backend")) {
                    option.ignore("id", "size", "prealloc");
                } else {
                    draft.lost(option.line(), option.toString(), type.equals("iothread")
                            ? "a profile has an I/O thread where it is pinned" : "the profile language has no word for it");
                    option.ignoreAll();
                }
            }
        }
    }
}
