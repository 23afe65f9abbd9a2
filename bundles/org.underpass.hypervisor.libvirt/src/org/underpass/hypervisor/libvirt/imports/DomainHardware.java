package org.underpass.hypervisor.libvirt.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.underpass.hypervisor.libvirt.imports.SlotPlan.Plug;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;

/** The devices of a domain, and their places on the guest's PCI tree. */
final class DomainHardware {
    private final XmlElement domain;
    private final XmlElement devices;
    private final MachineDraft draft;
    private final boolean express;
    private final boolean xen;
    private final SlotPlan plan;
    private final DomainBridges bridges;
    private final List<Placed> placed = new ArrayList<>();
    private final Map<String, Integer> boots = new LinkedHashMap<>();

    /** Something in the profile that has a place, by the id that the plan knows it by. */
    private record Placed(String id, DraftNode node, String key) {
    }

    DomainHardware(XmlElement domain, MachineDraft draft, boolean express) {
        this.domain = domain;
        this.draft = draft;
        this.express = express;
        xen = domain.value("type").equals("xen");
        devices = domain.child("devices").orElseGet(() -> XmlElement.empty("devices"));
        plan = new SlotPlan(express);
        bridges = new DomainBridges(devices, draft, plan, express);
    }

    void read() {
        devices.ignore("emulator");
        bootOrder();
        bridges.board();
        display();
        bridges.read();
        unspoken("filesystem", Plug.PCIE, e -> true);
        networks();
        new DomainSound(devices, draft).read((id, card) -> {
            if (id.equals("sound")) {
                place(card, id, "sound", Plug.PCI);
            } else {
                plan.device(id, Plug.PCI, Numbers.place(card));
            }
        });
        controllers();
        disks();
        new DomainHostdevs(devices, draft).read((id, node, element) -> {
            boolean unassigned = element.child("address").map(a -> a.value("type").equals("unassigned")).orElse(false);
            if (!unassigned) {
                plan.device(id, Plug.PCIE, Numbers.place(element));
                placed.add(new Placed(id, node, "guestAddress"));
            }
        });
        balloon();
        unspoken("rng", Plug.PCIE, e -> true);
        unspoken("watchdog", Plug.PCI, e -> e.attribute("model").map(m -> m.equals("i6300esb")).orElse(false));
        unspoken("shmem", Plug.PCI, e -> true);
        inputs();
        iommu();
        tpm();
        plan.work();
        write();
    }

    private void write() {
        if (xen) {
            return;
        }
        DraftNode pci = draft.root().section("machine").section("pci");
        bridges.write(pci);
        for (Placed one : placed) {
            plan.place(one.id()).ifPresent(a -> one.node().put(one.key(), a.toString()));
        }
    }

    private void place(String id, String name, Plug plug) {
        plan.device(id, plug, Optional.empty());
        placed.add(new Placed(id, draft.root().section("machine").section("pci").section("places"), name));
    }

    private void place(XmlElement element, String id, String name, Plug plug) {
        plan.device(id, plug, Numbers.place(element));
        placed.add(new Placed(id, draft.root().section("machine").section("pci").section("places"), name));
    }

    /** Devices that the profile cannot hold, but whose places the others have to leave free. */
    private void unspoken(String name, Plug plug, Predicate<XmlElement> onBus) {
        int number = 0;
        for (XmlElement element : devices.children()) {
            if (element.name().equals(name) && onBus.test(element)) {
                plan.device(name + number++, plug, Numbers.place(element));
                draft.lost(element.line(), element.tag(), Losses.why(element.tag()));
                element.ignore();
            }
        }
    }

    /** The order of kinds becomes one of devices: libvirt takes the first of each kind, and then the next. */
    private void bootOrder() {
        int order = 1;
        for (XmlElement boot : domain.at("os").map(os -> os.all("boot")).orElse(List.of())) {
            boots.putIfAbsent(boot.value("dev"), order++);
        }
    }

    private void boot(XmlElement element, String kind, DraftNode node) {
        Optional<XmlElement> own = element.child("boot");
        if (own.isPresent()) {
            Numbers.whole(own.get().value("order")).ifPresent(n -> node.put("boot", n));
        } else if (boots.containsKey(kind)) {
            node.put("boot", boots.remove(kind));
        }
    }

    private void display() {
        List<XmlElement> videos = devices.all("video");
        DraftNode guest = draft.root().section("display").section("guest");
        for (XmlElement more : videos.subList(Math.min(1, videos.size()), videos.size())) {
            draft.lost(more.line(), more.tag(), "a profile has one virtual adapter");
            more.ignore();
            plan.device("video" + more.line(), Plug.PCI, Numbers.place(more));
        }
        List<XmlElement> graphics = devices.all("graphics");
        if (videos.isEmpty()) {
            guest.put("adapter", graphics.isEmpty() ? "none" : "cirrus");
            if (!graphics.isEmpty()) {
                place("video", "adapter", Plug.INTEGRATED);
            }
        } else {
            adapter(videos.get(0), guest);
        }
        for (XmlElement one : graphics) {
            String type = one.value("type");
            boolean known = type.equals("vnc") || type.equals("spice") || type.equals("sdl")
                    || type.equals("egl-headless");
            if (known && !guest.has("viewer")) {
                guest.put("viewer", type);
                one.ignore("autoport", "listen");
            } else {
                draft.lost(one.line(), one.tag(), known ? "a profile has one viewer" : "no viewer of ours is like it");
                one.ignore();
            }
        }
        if (graphics.isEmpty()) {
            guest.put("viewer", "none");
        }
    }

    private void adapter(XmlElement video, DraftNode guest) {
        XmlElement model = video.child("model").orElse(null);
        String type = model == null ? "cirrus" : model.attribute("type").orElse("cirrus");
        boolean gl = video.at("model", "acceleration").map(a -> a.value("accel3d").equals("yes")).orElse(false);
        String word = switch (type) {
            case "vga" -> "std";
            case "cirrus", "qxl", "bochs", "ramfb", "none" -> type;
            case "virtio" -> gl ? "virtio-gl" : "virtio";
            case "vmvga" -> "vmware";
            case "xen" -> "vfb";
            default -> "std";
        };
        if (word.equals("std") && !type.equals("vga")) {
            draft.lost(video.line(), video.tag(), "the adapter is a standard VGA");
        }
        guest.put("adapter", word);
        if (model != null) {
            model.ignore("primary", "ram", "vgamem", "vram64");
            model.attribute("heads").map(Numbers::whole).filter(n -> n.isPresent() && n.getAsInt() > 1)
                    .ifPresent(n -> guest.put("outputs", n.getAsInt()));
            model.attribute("vram").map(v -> Numbers.size(v, "KiB")).filter(v -> v.isPresent()
                    && !word.equals("qxl") && !word.startsWith("virtio"))
                    .ifPresent(v -> guest.put("memory", Numbers.profile(v.getAsLong())));
            model.child("resolution").ifPresent(r -> {
                Numbers.whole(r.value("x")).ifPresent(n -> guest.put("width", n));
                Numbers.whole(r.value("y")).ifPresent(n -> guest.put("height", n));
            });
        }
        if (!word.equals("none") && !word.equals("ramfb") && !word.equals("vfb")) {
            place(video, "video", "adapter", Plug.INTEGRATED);
        }
    }

    private void networks() {
        int number = 0;
        for (XmlElement nic : devices.all("interface")) {
            String type = nic.value("type");
            if (type.equals("hostdev")) {
                continue;
            }
            DraftNode node = draft.root().item("network");
            XmlElement source = nic.child("source").orElse(nic);
            String from = switch (type) {
                case "bridge" -> source.value("bridge");
                case "network" -> source.value("network");
                case "direct" -> source.value("dev");
                default -> "";
            };
            source.ignore("mode", "portid");
            boolean known = type.equals("user") || !from.isEmpty();
            node.put("type", known ? type.equals("direct") ? "macvtap" : type : "user");
            if (!known) {
                draft.lost(nic.line(), nic.tag(), "it is connected by address translation instead");
                source.ignore();
            } else if (!from.isEmpty()) {
                node.put("source", from);
            }
            Optional<XmlElement> model = nic.child("model");
            String word = model.map(m -> m.value("type")).orElse(xen ? "rtl8139" : "rtl8139");
            String card = switch (word) {
                case "virtio", "virtio-non-transitional", "virtio-transitional" -> "virtio";
                case "e1000", "e1000e", "igb", "rtl8139", "vmxnet3", "netfront" -> word;
                default -> "virtio";
            };
            if (!word.startsWith(card)) {
                draft.lost(nic.line(), "<model type=\"" + word + "\">", "the card is a virtio one");
            }
            node.put("model", card);
            nic.child("mac").map(m -> m.value("address")).filter(m -> !m.isEmpty())
                    .ifPresent(mac -> node.put("mac", mac));
            nic.child("driver").ifPresent(driver -> driver.attribute("iommu")
                    .ifPresent(on -> node.put("behindIommu", on.equals("on"))));
            nic.ignore("target", "alias");
            boot(nic, "network", node);
            boolean narrow = card.equals("rtl8139") || card.equals("e1000") || card.equals("vmxnet3");
            plan.device("net" + number, narrow ? Plug.PCI : Plug.PCIE, Numbers.place(nic));
            placed.add(new Placed("net" + number++, node, "guestAddress"));
        }
    }

    private void controllers() {
        bridges.usb((id, element, plug) -> {
            if (element.isPresent()) {
                place(element.get(), id, "usb", plug);
            } else {
                place(id, "usb", plug);
            }
        });
        int scsi = 0;
        for (XmlElement controller : devices.children()) {
            if (!controller.name().equals("controller")) {
                continue;
            }
            String type = controller.value("type");
            String model = controller.value("model");
            switch (type) {
                case "scsi" -> {
                    boolean virtio = model.startsWith("virtio");
                    if (virtio && scsi++ == 0 && devices.all("disk").stream().anyMatch(d -> bus(d).equals("scsi"))) {
                        controller.ignore("index", "driver");
                        place(controller, "scsi", "scsi", Plug.PCIE);
                    } else {
                        lost(controller, "a SCSI controller comes with the drives that need one");
                        plan.device("scsi" + controller.line(), virtio ? Plug.PCIE : Plug.PCI,
                                Numbers.place(controller));
                    }
                }
                case "virtio-serial" -> {
                    if (draft.root().section("display").section("guest").has("viewer") && spice()) {
                        controller.ignore("index", "ports", "vectors");
                        place(controller, "serial", "serial", Plug.PCIE);
                    } else {
                        lost(controller, "a serial controller comes with a SPICE viewer");
                        plan.device("serial" + controller.line(), Plug.PCIE, Numbers.place(controller));
                    }
                }
                case "sata", "ide", "fdc" -> controller.ignore();
                case "pci", "usb" -> { }
                default -> lost(controller, "the profile language has no such controller");
            }
        }
        boolean serial = devices.children().stream().anyMatch(c -> c.name().equals("controller")
                && c.value("type").equals("virtio-serial"));
        boolean wanted = devices.children().stream().anyMatch(c -> c.name().equals("channel") && c.children().stream()
                .anyMatch(t -> t.name().equals("target") && t.value("type").equals("virtio")));
        if (!serial && wanted) {
            if (spice()) {
                place("serial", "serial", Plug.PCIE);
            } else {
                plan.device("serial", Plug.PCIE, Optional.empty());
            }
        }
        boolean scsiDisks = devices.all("disk").stream().anyMatch(d -> bus(d).equals("scsi"));
        boolean scsiThere = devices.children().stream().anyMatch(c -> c.name().equals("controller")
                && c.value("type").equals("scsi"));
        if (scsiDisks && !scsiThere) {
            place("scsi", "scsi", Plug.PCI);
        }
    }

    private void lost(XmlElement element, String why) {
        draft.lost(element.line(), element.tag(), why);
        element.ignore();
    }

    private boolean spice() {
        return devices.children().stream().anyMatch(g -> g.name().equals("graphics")
                && g.value("type").equals("spice"));
    }

    private static String bus(XmlElement disk) {
        return disk.child("target").map(t -> t.attribute("bus").orElseGet(() -> {
            String dev = t.value("dev");
            return dev.startsWith("hd") ? "ide" : dev.startsWith("sd") ? "scsi" : dev.startsWith("xvd") ? "xen"
                    : dev.startsWith("fd") ? "fdc" : "virtio";
        })).orElse("virtio");
    }

    private void disks() {
        for (XmlElement disk : devices.all("disk")) {
            new DomainDisk(disk, bus(disk), draft).read().ifPresent(node -> {
                boot(disk, node.has("kind") ? "cdrom" : "hd", node);
                String id = "disk" + disk.line() + "/" + placed.size();
                if (bus(disk).equals("virtio")) {
                    plan.device(id, Plug.PCIE, Numbers.place(disk));
                    placed.add(new Placed(id, node, "guestAddress"));
                }
            });
        }
    }

    private void balloon() {
        Optional<XmlElement> balloon = devices.child("memballoon");
        String model = balloon.map(b -> b.value("model")).orElse("virtio");
        if (xen || !model.startsWith("virtio")) {
            return;
        }
        draft.root().section("machine").put("balloon", true);
        if (balloon.isPresent()) {
            place(balloon.get(), "balloon", "balloon", Plug.PCIE);
        } else {
            place("balloon", "balloon", Plug.PCIE);
        }
    }

    private void inputs() {
        int number = 0;
        for (XmlElement input : devices.all("input")) {
            String type = input.value("type");
            String bus = input.value("bus");
            input.ignore("address", "alias");
            if (type.equals("evdev")) {
                input.child("source").ifPresent(source -> {
                    DraftNode node = draft.root().item("evdev").put("device", source.value("dev"));
                    source.attribute("grab").ifPresent(g -> node.put("grabAll", g.equals("all")));
                    source.attribute("repeat").ifPresent(r -> node.put("repeat", r.equals("on")));
                    source.ignore("grabToggle");
                });
            } else if (bus.equals("virtio")) {
                lost(input, "inputs come with the viewer, or are shared by evdev");
                plan.device("input" + number++, Plug.PCIE, Numbers.place(input));
            } else if (!type.equals("tablet") && !bus.equals("ps2") && !bus.isEmpty() && !bus.equals("xen")) {
                lost(input, "inputs come with the viewer, or are shared by evdev");
            }
        }
    }

    private void iommu() {
        List<XmlElement> all = devices.all("iommu");
        if (all.isEmpty()) {
            return;
        }
        XmlElement iommu = all.get(0);
        all.subList(1, all.size()).forEach(more -> lost(more, "a profile has one IOMMU"));
        DraftNode machine = draft.root().section("machine");
        DraftNode options = machine.section("iommuOptions");
        String model = iommu.value("model");
        switch (model) {
            case "intel", "amd" -> machine.put("iommu", model);
            case "virtio" -> {
                machine.put("iommu", "virtio");
                plan.device("iommu", Plug.INTEGRATED, Numbers.place(iommu));
                placed.add(new Placed("iommu", options, "guestAddress"));
            }
            default -> {
                lost(iommu, "an IOMMU is intel, amd or virtio here");
                return;
            }
        }
        Optional<XmlElement> driver = iommu.child("driver");
        if (!model.equals("virtio")) {
            boolean remapping = driver.map(d -> d.value("intremap").equals("on")).orElse(false);
            options.put("interruptRemapping", remapping);
            if (!remapping && !machine.has("kernelIrqchip")) {
                machine.put("kernelIrqchip", "on");
            }
        }
        if (model.equals("intel")) {
            options.put("cachingMode", driver.map(d -> d.value("caching_mode").equals("on")).orElse(false));
        }
        driver.ifPresent(d -> {
            d.attribute("eim").ifPresent(on -> options.put("extendedInterrupts", on.equals("on")));
            d.attribute("iotlb").ifPresent(on -> options.put("deviceTlb", on.equals("on")));
            d.attribute("aw_bits").map(Numbers::whole).filter(n -> n.isPresent())
                    .ifPresent(n -> options.put("addressWidth", n.getAsInt()));
            d.attribute("dma_translation").ifPresent(on -> options.put("dmaTranslation", on.equals("on")));
        });
    }

    private void tpm() {
        devices.child("tpm").ifPresent(tpm -> {
            XmlElement backend = tpm.child("backend").orElse(tpm);
            if (!backend.value("type").equals("emulator")) {
                lost(tpm, "a TPM is an emulated one here");
                return;
            }
            draft.root().section("firmware").put("tpm", backend.attribute("version").orElse("2.0"));
            tpm.ignore("model");
        });
    }
}
