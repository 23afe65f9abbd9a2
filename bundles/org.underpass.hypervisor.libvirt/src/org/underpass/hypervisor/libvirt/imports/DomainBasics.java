package org.underpass.hypervisor.libvirt.imports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.profile.CpuSet;
import org.underpass.spi.hypervisor.ImportException;

/** The machine itself: name, memory, processors, firmware, features. */
final class DomainBasics {
    private static final Set<String> ENLIGHTENMENTS = Set.of("relaxed", "vapic", "spinlocks", "vpindex", "runtime",
            "synic", "stimer", "frequencies", "tlbflush", "ipi", "reset", "reenlightenment", "evmcs", "avic",
            "emsr_bitmap", "xmm_input");
    private static final Map<String, String> MODES = Map.of("strict", "bind", "preferred", "preferred", "interleave",
            "interleave", "restrictive", "default");

    private final XmlElement domain;
    private final MachineDraft draft;
    private boolean express;
    private int processors = 1;

    DomainBasics(XmlElement domain, MachineDraft draft) {
        this.domain = domain;
        this.draft = draft;
    }

    boolean express() {
        return express;
    }

    void read() throws ImportException {
        names();
        String type = domain.value("type");
        domain.ignore("id");
        if (type.equals("qemu") || type.equals("hvf")) {
            draft.lost(domain.line(), "<domain type=\"" + type + "\">",
                    "the machine is built for KVM; its processors are real ones");
        }
        XmlElement os = domain.child("os").orElseThrow(() -> new ImportException(domain.line(),
                "it has no <os>; expected what the guest starts from"));
        DraftNode machine = draft.root().section("machine");
        board(os, machine);
        firmware(os);
        memory(machine);
        cpu(type);
        tuning(machine);
        features(machine);
        clock(machine);
        for (String event : List.of("on_poweroff", "on_reboot", "on_crash")) {
            String usual = event.equals("on_reboot") ? "restart" : "destroy";
            domain.child(event).filter(e -> !e.text().equals(usual)).ifPresent(e -> draft.lost(e.line(),
                    "<" + event + ">" + e.text(), "the backend decides what follows"));
        }
    }

    private void names() {
        domain.child("name").ifPresent(name -> draft.name(name.text()));
        domain.child("title").filter(t -> !t.text().isEmpty()).ifPresent(title -> draft.root().put("title",
                title.text().replaceAll("[\\p{Cntrl}\\s]+", " ")));
        domain.child("uuid").filter(u -> !u.text().isEmpty()).ifPresent(uuid -> draft.root().put("uuid", uuid.text()));
        domain.ignore("description", "genid");
    }

    private void board(XmlElement os, DraftNode machine) throws ImportException {
        XmlElement type = os.child("type").orElseThrow(() -> new ImportException(os.line(), "its <os> has no <type>"));
        String kind = type.text();
        String arch = type.attribute("arch").orElse("x86_64");
        String name = type.value("machine");
        boolean xen = domain.value("type").equals("xen");
        if (!arch.equals("x86_64") && !arch.equals("i686")) {
            draft.lost(type.line(), type.tag(), "guests are x86_64 here; what follows from the other kind is lost too");
        } else if (arch.equals("i686")) {
            draft.lost(type.line(), type.tag(), "the guest gets a 64-bit processor, which runs 32-bit systems too");
        }
        if (!kind.equals("hvm") && !kind.isEmpty()) {
            draft.lost(type.line(), "<type>" + kind, "guests are fully virtualised here");
        }
        express = name.contains("q35") || !arch.equals("x86_64") && !arch.equals("i686");
        draft.root().put("backend", xen ? "xen" : "kvm");
        machine.put("type", express ? "q35" : "i440fx");
        if (!name.isEmpty() && !name.equals("q35") && !name.equals("pc") && !xen) {
            draft.lost(type.line(), "machine=\"" + name + "\"", "the newest version of "
                    + (express ? "q35" : "pc") + " is taken");
        }
    }

    private void firmware(XmlElement os) {
        DraftNode firmware = draft.root().section("firmware");
        Optional<XmlElement> loader = os.child("loader");
        boolean flash = loader.map(l -> l.value("type").equals("pflash")).orElse(false);
        String automatic = os.value("firmware");
        boolean uefi = automatic.equals("efi") || automatic.isEmpty() && flash;
        firmware.put("type", uefi ? "uefi" : "bios");
        boolean secure = loader.map(l -> l.value("secure").equals("yes")).orElse(false);
        for (XmlElement feature : os.at("firmware").map(f -> f.all("feature")).orElse(List.of())) {
            boolean on = feature.value("enabled").equals("yes");
            switch (feature.value("name")) {
                case "secure-boot" -> secure |= on;
                case "enrolled-keys" -> secure &= on;
                default -> draft.lost(feature.line(), feature.tag(), "firmware is chosen without it");
            }
        }
        if (uefi && (secure || loader.flatMap(l -> l.attribute("secure")).isPresent())) {
            firmware.put("secureBoot", secure);
        }
        loader.ifPresent(l -> {
            l.ignore("readonly", "stateless");
            String file = l.text();
            l.attribute("format").filter(f -> !f.equals("raw")).ifPresent(f -> draft.lost(l.line(), l.tag(),
                    "the format is taken from the host's firmware descriptors"));
            if (!file.isEmpty()) {
                firmware.put("code", file);
            }
        });
        os.child("nvram").ifPresent(nvram -> {
            String file = nvram.text().isEmpty() ? nvram.at("source").map(s -> s.value("file")).orElse("")
                    : nvram.text();
            nvram.ignore("template", "format", "templateFormat", "type");
            if (!file.isEmpty()) {
                firmware.put("vars", file);
            }
        });
    }

    private void memory(DraftNode machine) throws ImportException {
        XmlElement memory = domain.child("memory").or(() -> domain.child("currentMemory")).orElseThrow(
                () -> new ImportException(domain.line(), "it has no <memory>; expected its size"));
        OptionalLong size = Numbers.size(memory.text(), memory.value("unit"));
        memory.ignore("dumpCore");
        if (size.isEmpty()) {
            throw new ImportException(memory.line(), "<memory> is \"" + memory.text()
                    + "\"; expected a size such as 4194304 in KiB");
        }
        domain.ignore("currentMemory");
        machine.put("memory", Numbers.profile(Math.max(size.getAsLong(), 1)));
        XmlElement backing = domain.child("memoryBacking").orElse(null);
        if (backing == null) {
            return;
        }
        for (XmlElement page : backing.at("hugepages").map(h -> h.all("page")).orElse(List.of())) {
            Optional<String> word = page(page);
            if (word.isPresent() && page.attribute("nodeset").isEmpty()) {
                machine.put("hugepages", word.get());
            }
        }
        if (backing.child("hugepages").isPresent() && backing.at("hugepages", "page").isEmpty()) {
            machine.put("hugepages", "2 MiB"); // the default size of x86 hosts
        }
        if (backing.child("locked").isPresent()) {
            machine.put("memoryLocked", true);
        }
        boolean shared = backing.child("access").map(a -> a.value("mode").equals("shared")).orElse(false);
        if (shared) {
            machine.put("sharedMemory", true);
        }
        String source = backing.child("source").map(s -> s.value("type")).orElse("");
        if (source.equals("file")) {
            draft.lost(backing.line(), "<source type=\"file\">", "memory that is shared is backed by a memfd");
        }
        backing.child("allocation").ifPresent(a -> {
            if (!(a.value("mode").equals("immediate") && machine.has("hugepages"))) {
                draft.lost(a.line(), a.tag(), "hugepages are allocated beforehand, other memory when it is used");
            }
        });
        backing.child("discard").ifPresent(d -> draft.lost(d.line(), d.tag(), "the memory is given back as it is"));
    }

    private Optional<String> page(XmlElement page) {
        OptionalLong size = Numbers.size(page.value("size"), page.value("unit"));
        if (size.isPresent() && size.getAsLong() == 2L << 20) {
            return Optional.of("2 MiB");
        }
        if (size.isPresent() && size.getAsLong() == 1L << 30) {
            return Optional.of("1 GiB");
        }
        if (!(size.isPresent() && size.getAsLong() == 4096)) {
            draft.lost(page.line(), page.tag(), "x86 hosts have huge pages of 2 MiB and 1 GiB");
            return Optional.empty();
        }
        return Optional.of("none");
    }

    private void cpu(String type) {
        DraftNode cpu = draft.root().section("cpu");
        XmlElement vcpu = domain.child("vcpu").orElse(null);
        int most = vcpu == null ? 1 : Numbers.whole(vcpu.text()).orElse(1);
        processors = Math.max(1, most);
        if (vcpu != null) {
            OptionalInt now = Numbers.whole(vcpu.value("current"));
            if (now.isPresent() && now.getAsInt() < most) {
                draft.lost(vcpu.line(), vcpu.tag(), "all of its processors are there from the start");
            }
        }
        XmlElement element = domain.child("cpu").orElse(null);
        String mode = element == null ? "" : element.attribute("mode").orElse("custom");
        String model = element == null ? "" : element.at("model").map(XmlElement::text).orElse("");
        cpu.put("model", switch (mode) {
            case "host-passthrough", "host-model" -> mode;
            case "maximum" -> "max";
            default -> model.isEmpty() ? "qemu64" : model;
        });
        if (mode.isEmpty() && type.equals("xen")) {
            cpu.put("model", "host-passthrough");
        }
        topology(element, cpu);
        if (element == null) {
            return;
        }
        element.ignore("check", "match", "migratable");
        element.child("model").ifPresent(m -> m.ignore("fallback"));
        element.child("vendor").ifPresent(XmlElement::ignore);
        for (XmlElement feature : element.all("feature")) {
            String policy = feature.attribute("policy").orElse("require");
            boolean on = policy.equals("require") || policy.equals("force");
            boolean off = policy.equals("disable") || policy.equals("forbid");
            if (on || off) {
                cpu.section("features").put(feature.value("name"), on);
            } else {
                draft.lost(feature.line(), feature.tag(), "a feature is on or off");
            }
        }
        element.child("maxphysaddr").ifPresent(bits -> {
            bits.ignore("mode");
            Numbers.whole(bits.attribute("limit").or(() -> bits.attribute("bits")).orElse(""))
                    .ifPresent(n -> cpu.put("physBits", n));
        });
        cells(element);
    }

    private void topology(XmlElement element, DraftNode cpu) {
        Optional<XmlElement> topology = element == null ? Optional.empty() : element.child("topology");
        if (topology.isEmpty()) {
            cpu.put("sockets", processors).put("cores", 1).put("threads", 1);
            return;
        }
        XmlElement t = topology.get();
        for (String part : List.of("sockets", "dies", "cores", "threads")) {
            t.attribute(part).map(Numbers::whole).filter(OptionalInt::isPresent)
                    .ifPresent(n -> cpu.put(part, n.getAsInt()));
        }
        t.attribute("clusters").filter(c -> !c.equals("1")).ifPresent(c -> draft.lost(t.line(), t.tag(),
                "x86 processors have no clusters"));
    }

    private void cells(XmlElement element) {
        List<XmlElement> cells = element.at("numa").map(n -> n.all("cell")).orElse(List.of());
        long total = 0;
        List<XmlElement> pages = domain.at("memoryBacking", "hugepages").map(h -> h.all("page")).orElse(List.of());
        DraftNode machine = draft.root().section("machine");
        for (int i = 0; i < cells.size(); i++) {
            XmlElement cell = cells.get(i);
            int id = Numbers.whole(cell.value("id")).orElse(i);
            OptionalLong size = Numbers.size(cell.value("memory"), cell.value("unit"));
            if (size.isEmpty() || size.getAsLong() == 0) {
                draft.lost(cell.line(), cell.tag(), "a node of the guest has memory");
                continue;
            }
            DraftNode node = machine.item("numa");
            node.put("memory", Numbers.profile(size.getAsLong()));
            total += (size.getAsLong() + 0xfffff) >> 20;
            Numbers.set(cell.value("cpus")).ifPresent(set -> node.put("cpus", set.toString()));
            cell.attribute("memAccess").ifPresent(access -> node.put("shared", access.equals("shared")));
            for (XmlElement page : pages) {
                boolean mine = page.attribute("nodeset").flatMap(Numbers::set)
                        .map(set -> set.numbers().contains(id)).orElse(false);
                if (mine) {
                    page(page).ifPresent(word -> node.put("hugepages", word));
                }
            }
            memnode(id, node);
            distances(cell, cells.size(), node);
        }
        if (total > 0) {
            machine.put("memory", total + " MiB");
        }
    }

    private void memnode(int id, DraftNode node) {
        for (XmlElement memnode : domain.at("numatune").map(n -> n.all("memnode")).orElse(List.of())) {
            if (Numbers.whole(memnode.value("cellid")).orElse(-1) == id) {
                Numbers.set(memnode.value("nodeset")).ifPresent(set -> node.put("hostNodes", set.toString()));
                node.put("policy", MODES.getOrDefault(memnode.attribute("mode").orElse("strict"), "bind"));
            }
        }
    }

    private static void distances(XmlElement cell, int count, DraftNode node) {
        List<XmlElement> siblings = cell.at("distances").map(d -> d.all("sibling")).orElse(List.of());
        if (siblings.isEmpty()) {
            return;
        }
        int self = Numbers.whole(cell.value("id")).orElse(-1);
        List<Integer> distances = new ArrayList<>(Collections.nCopies(count, 20));
        if (self >= 0 && self < count) {
            distances.set(self, 10);
        }
        for (XmlElement sibling : siblings) {
            int id = Numbers.whole(sibling.value("id")).orElse(-1);
            OptionalInt value = Numbers.whole(sibling.value("value"));
            if (id >= 0 && id < count && value.isPresent()) {
                distances.set(id, value.getAsInt());
            }
        }
        node.put("distances", distances);
    }

    private void tuning(DraftNode machine) {
        DraftNode cpu = draft.root().section("cpu");
        XmlElement tune = domain.child("cputune").orElse(null);
        Optional<CpuSet> all = domain.child("vcpu").flatMap(v -> v.attribute("cpuset")).flatMap(Numbers::set);
        domain.child("vcpu").filter(v -> v.value("placement").equals("auto")).ifPresent(v -> draft.lost(v.line(),
                "placement=\"auto\"", "a build asks no daemon where the host has room; name the processors with pinning"));
        List<CpuSet> pins = new ArrayList<>(Collections.nCopies(processors, all.orElse(null)));
        for (XmlElement pin : tune == null ? List.<XmlElement>of() : tune.all("vcpupin")) {
            int number = Numbers.whole(pin.value("vcpu")).orElse(-1);
            Optional<CpuSet> set = Numbers.set(pin.value("cpuset"));
            if (number >= 0 && number < pins.size() && set.isPresent()) {
                pins.set(number, set.get());
            }
        }
        if (!pins.contains(null)) {
            cpu.put("pinning", pins.stream().map(CpuSet::toString).toList());
        } else if (pins.stream().anyMatch(p -> p != null)) {
            draft.lost(tune == null ? 0 : tune.line(), "<vcpupin>", "some processors are pinned and others are not; "
                    + "a profile names a set for each or for none");
        }
        if (tune != null) {
            tune.child("emulatorpin").flatMap(e -> Numbers.set(e.value("cpuset")))
                    .ifPresent(set -> cpu.put("emulatorPinning", set.toString()));
            tune.child("iothreadpin").filter(e -> e.value("iothread").equals("1"))
                    .flatMap(e -> Numbers.set(e.value("cpuset")))
                    .ifPresent(set -> cpu.put("ioThreadPinning", set.toString()));
        }
        domain.child("iothreads").ifPresent(threads -> {
            if (!cpu.has("ioThreadPinning") || !threads.text().equals("1")) {
                draft.lost(threads.line(), "<iothreads>" + threads.text(), cpu.has("ioThreadPinning")
                        ? "a profile has one I/O thread" : "a profile has an I/O thread where it is pinned");
            }
        });
        domain.at("numatune", "memory").ifPresent(memory -> {
            Optional<CpuSet> nodes = memory.attribute("nodeset").flatMap(Numbers::set);
            String mode = MODES.getOrDefault(memory.attribute("mode").orElse("strict"), "bind");
            if (nodes.isEmpty()) {
                draft.lost(memory.line(), memory.tag(), "a build asks no daemon where the host has room; name the nodes "
                        + "with machine.hostNodes");
                return;
            }
            memory.ignore("placement");
            if (nodes.get().numbers().size() == 1) {
                machine.put("numaNode", nodes.get().numbers().get(0));
            } else {
                machine.put("hostNodes", nodes.get().toString());
            }
            if (!mode.equals("bind")) {
                machine.put("memoryPolicy", mode);
            }
        });
    }

    private void features(DraftNode machine) {
        XmlElement features = domain.child("features").orElse(null);
        DraftNode cpu = draft.root().section("cpu");
        if (features == null) {
            return;
        }
        features.ignore("acpi", "apic", "pae", "hap", "viridian", "privnet", "vmport");
        if (features.child("viridian").isPresent()) {
            cpu.put("hyperv", true);
        }
        features.child("hyperv").ifPresent(hyperv -> {
            hyperv.ignore("mode");
            boolean any = false;
            for (XmlElement one : hyperv.children()) {
                boolean on = one.value("state").equals("on");
                if (ENLIGHTENMENTS.contains(one.name())) {
                    any |= on;
                    one.ignore();
                } else if (one.name().equals("vendor_id") && on) {
                    cpu.put("vendorId", one.value("value"));
                }
            }
            cpu.put("hyperv", any || hyperv.value("mode").equals("passthrough"));
        });
        features.at("kvm", "hidden").filter(h -> h.value("state").equals("on"))
                .ifPresent(h -> cpu.put("hideHypervisor", true));
        features.child("ioapic").ifPresent(ioapic -> machine.put("kernelIrqchip",
                ioapic.value("driver").equals("qemu") ? "split" : "on"));
        features.child("smm").ifPresent(smm -> smm.ignore("state", "tseg"));
    }

    private void clock(DraftNode machine) {
        domain.child("clock").ifPresent(clock -> {
            String offset = clock.value("offset");
            if (offset.equals("utc") || offset.equals("localtime")) {
                machine.put("clock", offset);
            } else if (!offset.isEmpty()) {
                draft.lost(clock.line(), "<clock offset=\"" + offset + "\">", "the guest's clock is utc or localtime");
            }
        });
    }
}
