package org.underpass.hypervisor.xen.imports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.xen.imports.XlParser.Setting;
import org.underpass.pci.PciAddress;
import org.underpass.profile.CpuSet;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;

/** What the settings of an xl.cfg mean. */
final class XlReading {
    /** Settings whose usual values are what every HVM guest of ours has. */
    private static final Map<String, String> USUAL = Map.ofEntries(Map.entry("pae", "1"), Map.entry("acpi", "1"),
            Map.entry("apic", "1"), Map.entry("hap", "1"), Map.entry("nx", "1"), Map.entry("hpet", "1"),
            Map.entry("xen_platform_pci", "1"), Map.entry("on_poweroff", "destroy"), Map.entry("on_reboot", "restart"),
            Map.entry("on_crash", "destroy"), Map.entry("parallel", "none"), Map.entry("serial", "none"),
            Map.entry("sdl", "0"), Map.entry("rtc_timeoffset", "0"), Map.entry("device_model_version", "qemu-xen"),
            Map.entry("usb", "0"), Map.entry("nestedhvm", "0"), Map.entry("vnc", "1"), Map.entry("monitor", "0"));

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final MachineDraft draft;

    XlReading(List<Setting> all, ImportRequest request) {
        draft = new MachineDraft(request, "xl.cfg");
        for (Setting setting : all) {
            Setting before = settings.get(setting.key());
            if (before != null && setting.added() && before.value() instanceof List<?> list
                    && setting.value() instanceof List<?> more) {
                List<Object> joined = new ArrayList<>(list);
                joined.addAll(more);
                settings.put(setting.key(), new Setting(setting.key(), joined, false, before.line()));
            } else if (before != null && setting.added() && before.value() instanceof String old
                    && setting.value() instanceof String more) {
                settings.put(setting.key(), new Setting(setting.key(), old + more, false, before.line()));
            } else {
                if (before != null) {
                    draft.lost(before.line(), before.key(), "it comes again in line " + setting.line()
                            + ", and xl takes the last");
                }
                settings.put(setting.key(), setting);
            }
        }
    }

    Imported read() throws ImportException {
        text("name").ifPresent(draft::name);
        text("uuid").ifPresent(uuid -> draft.root().put("uuid", uuid));
        draft.root().put("backend", "xen");
        kind();
        memory();
        firmware();
        processors();
        devices();
        display();
        disks();
        network();
        usb();
        rest();
        return draft.finish();
    }

    private Optional<Setting> setting(String key) {
        read.add(key);
        return Optional.ofNullable(settings.get(key));
    }

    private Optional<String> text(String key) {
        return setting(key).filter(s -> s.value() instanceof String).map(s -> (String) s.value())
                .filter(s -> !s.isEmpty());
    }

    private OptionalInt number(String key) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.decode(text.get().strip()));
        } catch (NumberFormatException none) {
            lost(key, "expected a number");
            return OptionalInt.empty();
        }
    }

    private boolean on(String key) {
        return number(key).orElse(0) != 0;
    }

    /** The items of a list; a lone string is no list to xl, and is named as lost. */
    private List<String> list(String key) {
        Optional<Setting> setting = setting(key);
        if (setting.isPresent() && !(setting.get().value() instanceof List)) {
            lost(key, "expected a list in brackets; xl ignores a lone string here");
        }
        return setting.filter(s -> s.value() instanceof List).map(s -> ((List<?>) s.value()).stream()
                .filter(String.class::isInstance).map(i -> (String) i).toList()).orElse(List.of());
    }

    private void lost(String key, String why) {
        Setting setting = settings.get(key);
        draft.lost(setting.line(), key + " = " + setting.value(), why);
    }

    private int line(String key) {
        return settings.containsKey(key) ? settings.get(key).line() : 0;
    }

    private void kind() {
        String kind = text("type").or(() -> text("builder")).orElse("pv");
        read.add("builder");
        if (!kind.equals("hvm")) {
            draft.lost(line(settings.containsKey("type") ? "type" : "builder"), "type " + kind,
                    "guests are HVM here; a paravirtual one has to boot from its disk by firmware");
        }
    }

    private void memory() {
        DraftNode machine = draft.root().section("machine");
        machine.put("type", "i440fx");
        OptionalInt memory = number("memory");
        OptionalInt most = number("maxmem");
        OptionalInt taken = memory.isPresent() ? memory : most;
        if (taken.isPresent() && taken.getAsInt() > 0) {
            machine.put("memory", taken.getAsInt() + " MiB");
        } else {
            machine.put("memory", "128 MiB"); // xl's own default
        }
        if (memory.isPresent() && most.isPresent() && most.getAsInt() > memory.getAsInt()) {
            lost("maxmem", "the guest cannot grow beyond its memory, because given devices pin all of it");
        }
        if (setting("localtime").isPresent()) {
            machine.put("clock", on("localtime") ? "localtime" : "utc");
        }
        cells(machine);
    }

    private void cells(DraftNode machine) {
        Optional<Setting> vnuma = setting("vnuma");
        if (vnuma.isEmpty() || !(vnuma.get().value() instanceof List<?> cells)) {
            return;
        }
        for (Object cell : cells) {
            if (!(cell instanceof List<?> parts)) {
                continue;
            }
            DraftNode node = machine.item("numa");
            for (Object part : parts) {
                String[] pair = part.toString().split("=", 2);
                String value = pair.length > 1 ? pair[1].strip() : "";
                switch (pair[0].strip()) {
                    case "pnode" -> node.put("hostNodes", value);
                    case "size" -> node.put("memory", value + " MiB");
                    case "vcpus" -> node.put("cpus", value);
                    case "vdistances" -> node.put("distances", numbers(value));
                    default -> draft.lost(vnuma.get().line(), part.toString(), "guest nodes have no such setting here");
                }
            }
        }
    }

    private static List<Object> numbers(String text) {
        List<Object> all = new ArrayList<>();
        for (String part : text.split(",")) {
            if (part.strip().matches("[0-9]{1,4}")) {
                all.add(Integer.parseInt(part.strip()));
            }
        }
        return all;
    }

    private void firmware() {
        DraftNode firmware = draft.root().section("firmware");
        String bios = text("bios").orElse("seabios");
        firmware.put("type", bios.equals("ovmf") ? "uefi" : "bios");
        text("bios_path_override").ifPresent(path -> firmware.put("code", path));
    }

    private void processors() {
        DraftNode cpu = draft.root().section("cpu");
        int count = Math.max(1, number("vcpus").orElse(1));
        OptionalInt most = number("maxvcpus");
        if (most.isPresent() && most.getAsInt() > count) {
            lost("maxvcpus", "all processors are there from the start");
        }
        cpu.put("model", "host-passthrough").put("count", count);
        pinning(cpu, count);
        viridian(cpu);
        text("cpuid").ifPresent(mask -> mask(cpu, mask));
        if (setting("cpuid").isPresent() && settings.get("cpuid").value() instanceof List) {
            lost("cpuid", "masks of single bits have no place in a profile");
        }
    }

    private void pinning(DraftNode cpu, int count) {
        Optional<Setting> cpus = setting("cpus");
        if (cpus.isEmpty()) {
            return;
        }
        List<String> sets = new ArrayList<>();
        if (cpus.get().value() instanceof List<?> items) {
            for (Object item : items) {
                set(item.toString()).ifPresent(s -> sets.add(s.toString()));
            }
            if (sets.size() == items.size() && sets.size() >= count) {
                cpu.put("pinning", List.copyOf(sets.subList(0, count)));
                return;
            }
        } else {
            Optional<CpuSet> all = set(cpus.get().value().toString());
            if (all.isPresent()) {
                cpu.put("pinning", Collections.nCopies(count, all.get().toString()));
                return;
            }
        }
        lost("cpus", "a profile names a set of host processors for each virtual one, by their numbers");
    }

    /** {@code 0-3,5,^1}; words such as all and node:0 are no sets of numbers. */
    private static Optional<CpuSet> set(String text) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : text.split(",")) {
            boolean not = part.strip().startsWith("^");
            Optional<CpuSet> range = CpuSet.tryParse(not ? part.strip().substring(1) : part.strip());
            if (range.isEmpty()) {
                return Optional.empty();
            }
            if (not) {
                range.get().numbers().forEach(numbers::remove);
            } else {
                numbers.addAll(range.get().numbers());
            }
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(new CpuSet(List.copyOf(numbers)));
    }

    private void viridian(DraftNode cpu) {
        Optional<Setting> viridian = setting("viridian");
        if (viridian.isPresent()) {
            boolean on = viridian.get().value() instanceof List<?> list ? !list.isEmpty()
                    : !viridian.get().value().equals("0");
            cpu.put("hyperv", on);
        }
    }

    private void mask(DraftNode cpu, String mask) {
        for (String part : mask.split(",")) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && (pair[1].equals("0") || pair[1].equals("1"))) {
                if (pair[0].equals("hypervisor") && pair[1].equals("0")) {
                    cpu.put("hideHypervisor", true);
                } else {
                    cpu.section("features").put(pair[0], pair[1].equals("1"));
                }
            } else if (!part.strip().equals("host")) {
                draft.lost(line("cpuid"), "cpuid " + part.strip(), "a feature is on or off");
            }
        }
    }

    private void devices() {
        Map<String, Boolean> defaults = new LinkedHashMap<>();
        for (String key : List.of("pci_permissive", "pci_msitranslate", "pci_power_mgmt", "pci_seize")) {
            if (setting(key).isPresent()) {
                defaults.put(key.substring("pci_".length()), on(key));
            }
        }
        for (String spec : list("pci")) {
            new XlPci(draft, line("pci")).read(spec, defaults);
        }
        if (setting("gfx_passthru").isPresent() && !text("gfx_passthru").orElse("0").equals("0")) {
            List<DraftNode> given = draft.root().items("devices");
            if (given.isEmpty()) {
                lost("gfx_passthru", "no device is given away that could be the display");
            } else {
                given.get(0).put("primary", true);
            }
        }
    }

    private void display() {
        DraftNode guest = draft.root().section("display").section("guest");
        String vga = text("vga").orElse(on("stdvga") ? "stdvga" : "cirrus");
        read.add("stdvga");
        guest.put("adapter", vga.equals("stdvga") ? "std" : vga);
        number("videoram").ifPresent(mebibytes -> {
            if (mebibytes > 0) {
                guest.put("memory", mebibytes + " MiB");
            }
        });
        guest.put("viewer", on("spice") ? "spice" : on("vnc") ? "vnc" : on("sdl") ? "sdl" : "none");
        for (String key : List.of("vnclisten", "vncdisplay", "vncunused", "vncpasswd", "spicehost", "spiceport")) {
            if (setting(key).isPresent()) {
                lost(key, "a viewer is reached on the loopback address, where a port is free");
            }
        }
        text("soundhw").ifPresent(sound -> {
            String model = switch (sound) {
                case "ac97" -> "ac97";
                case "hda" -> "ich6";
                default -> "";
            };
            if (model.isEmpty()) {
                lost("soundhw", "sound cards are others here");
            } else {
                draft.root().section("sound").put("model", model);
            }
        });
    }

    private void disks() {
        String boot = text("boot").orElse("");
        int[] order = {1};
        List<DraftNode> optical = new ArrayList<>();
        List<DraftNode> hard = new ArrayList<>();
        for (String spec : list("disk")) {
            XlDisk.read(spec, line("disk"), draft).ifPresent(node -> (node.has("kind") ? optical : hard).add(node));
        }
        for (char letter : boot.toCharArray()) {
            List<DraftNode> kind = letter == 'd' ? optical : letter == 'c' ? hard : List.of();
            kind.stream().findFirst().ifPresent(node -> node.put("boot", order[0]++));
        }
    }

    private void network() {
        boolean boot = text("boot").orElse("").contains("n");
        for (String spec : list("vif")) {
            DraftNode nic = draft.root().item("network").put("type", "bridge").put("source", "xenbr0");
            String model = "rtl8139";
            boolean emulated = true;
            for (String part : spec.split(",")) {
                String[] pair = part.strip().split("=", 2);
                String value = pair.length > 1 ? pair[1].strip() : "";
                switch (pair[0]) {
                    case "mac" -> nic.put("mac", value);
                    case "bridge" -> nic.put("source", value);
                    case "model" -> model = value;
                    case "type" -> emulated = !value.equals("vif") && !value.equals("netfront");
                    case "" -> { }
                    default -> draft.lost(line("vif"), part.strip(), "network cards have no such setting here");
                }
            }
            String card = !emulated ? "netfront" : model.startsWith("virtio") ? "virtio" : model;
            nic.put("model", card);
            if (boot) {
                nic.put("boot", 9);
                boot = false;
            }
        }
    }

    private void usb() {
        for (String spec : list("usbdev")) {
            Map<String, String> parts = new LinkedHashMap<>();
            for (String part : spec.split(",")) {
                String[] pair = part.strip().split("=", 2);
                parts.put(pair[0], pair.length > 1 ? pair[1] : "");
            }
            if (parts.getOrDefault("hostbus", "").matches("[0-9]{1,3}")
                    && parts.getOrDefault("hostaddr", "").matches("[0-9]{1,3}")) {
                draft.root().item("usb").put("bus", Integer.parseInt(parts.get("hostbus")))
                        .put("number", Integer.parseInt(parts.get("hostaddr")));
            } else {
                draft.lost(line("usbdev"), spec, "it names no USB device of the host");
            }
        }
    }

    private void rest() {
        settings.values().forEach(setting -> {
            boolean usual = String.valueOf(setting.value()).equals(USUAL.get(setting.key()));
            if (!read.contains(setting.key()) && !usual) {
                lost(setting.key(), "the profile language has no word for it; raw.xl takes such lines");
            }
        });
    }

    /** The address of a device; a missing domain is 0. */
    static Optional<PciAddress> address(String text) {
        return PciAddress.tryParse(text.replaceAll("\\*$", "0"));
    }
}
