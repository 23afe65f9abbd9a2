package org.underpass.hypervisor.qemu.imports;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.profile.CpuSet;

/** What the options mean: the machine, its processors and its memory. Devices are {@code CommandDevices}. */
final class CommandLine {
    private static final long MIB = 1L << 20;

    private final List<Option> options;
    private final MachineDraft draft;
    private final DraftNode machine;
    private final DraftNode cpu;

    CommandLine(List<Option> options, MachineDraft draft) {
        this.options = options;
        this.draft = draft;
        draft.root().put("backend", "kvm");
        machine = draft.root().section("machine");
        draft.root().section("firmware");
        cpu = draft.root().section("cpu");
    }

    void read() {
        machine.put("type", "i440fx").put("memory", "128 MiB"); // QEMU's own defaults on x86
        cpu.put("model", "qemu64").put("count", 1);
        draft.root().section("firmware").put("type", "bios");
        for (Option option : options) {
            one(option);
        }
        memory();
        new CommandDevices(options, draft).read();
    }

    private void one(Option option) {
        switch (option.name()) {
            case "-name" -> draft.name(option.first("guest"));
            case "-uuid" -> draft.root().put("uuid", option.value());
            case "-machine", "-M" -> board(option);
            case "-accel" -> accelerator(option, option.first("accel"));
            case "-cpu" -> processor(option);
            case "-smp" -> topology(option);
            case "-m" -> size(option.first("size"), MIB).ifPresent(bytes -> machine.put("memory",
                    Math.max(1, (bytes + MIB - 1) / MIB) + " MiB"));
            case "-rtc" -> {
                String base = option.get("base").orElse("");
                if (base.equals("utc") || base.equals("localtime")) {
                    machine.put("clock", base);
                }
                option.ignore("driftfix", "clock");
            }
            case "-overcommit", "-realtime" -> option.get("mem-lock").or(() -> option.get("mlock"))
                    .ifPresent(word -> machine.put("memoryLocked", word.equals("on")));
            case "-bios" -> draft.root().section("firmware").put("code", option.value());
            case "-fw_cfg" -> {
                if (option.get("name").orElse("").equals("opt/ovmf/X-PciMmio64Mb")) {
                    size(option.get("string").orElse(""), MIB).ifPresent(bytes -> draft.root().section("firmware")
                            .put("mmio64Window", bytes / MIB + " MiB"));
                }
            }
            case "-global" -> global(option);
            case "-boot" -> option.ignoreAll();
            case "-enable-kvm", "-nodefaults", "-no-user-config", "-S", "-s", "-daemonize", "-no-shutdown", "-msg",
                    "-sandbox", "-pidfile", "-runas", "-mon", "-qmp", "-monitor", "-no-hpet", "-no-reboot", "-D",
                    "-watchdog-action", "-add-fd", "-L", "-run-with", "-action" -> option.ignoreAll();
            default -> { }
        }
    }

    private void board(Option option) {
        String type = option.first("type");
        machine.put("type", type.contains("q35") ? "q35" : "i440fx");
        if (!type.isEmpty() && !type.contains("q35") && !type.startsWith("pc")) {
            draft.lost(option.line(), option.name() + " " + type, "mainboards are q35 and i440fx here");
        } else if (type.matches("pc-.*[0-9]")) {
            draft.lost(option.line(), option.name() + " " + type, "the newest version of it is taken");
        }
        option.get("accel").ifPresent(accelerator -> accelerator(option, accelerator));
        option.get("kernel_irqchip").or(() -> option.get("kernel-irqchip"))
                .ifPresent(chip -> machine.put("kernelIrqchip", chip));
        option.ignore("kernel_irqchip", "kernel-irqchip", "usb", "vmport", "dump-guest-core", "memory-backend", "smm",
                "mem-merge", "hpet", "pflash0", "pflash1", "acpi", "graphics");
    }

    private void accelerator(Option option, String accelerator) {
        if (!accelerator.startsWith("kvm")) {
            draft.lost(option.line(), option.name() + " " + accelerator, "the machine is built for KVM");
        }
        option.ignore("thread", "dirty-ring-size");
    }

    private void processor(Option option) {
        String[] words = option.value().split(",");
        option.ignoreAll();
        cpu.put("model", words[0].equals("host") ? "host-passthrough" : words[0]);
        for (int i = 1; i < words.length; i++) {
            String word = words[i].replace('_', '-');
            int equals = word.indexOf('=');
            String key = equals < 0 ? word.replaceAll("^[+-]", "") : word.substring(0, equals);
            String value = equals < 0 ? word.startsWith("-") ? "off" : "on" : word.substring(equals + 1);
            boolean on = value.equals("on") || value.equals("true") || value.equals("yes");
            switch (key) {
                case "kvm" -> {
                    if (!on) {
                        cpu.put("hideHypervisor", true);
                    }
                }
                case "hypervisor" -> {
                    if (!on) {
                        cpu.put("hideHypervisor", true);
                    }
                }
                case "hv-vendor-id" -> cpu.put("vendorId", value);
                case "host-phys-bits" -> { }
                case "host-phys-bits-limit", "phys-bits" -> {
                    if (value.matches("[0-9]{1,2}")) {
                        cpu.put("physBits", Integer.parseInt(value));
                    }
                }
                default -> {
                    if (key.startsWith("hv-")) {
                        cpu.put("hyperv", true);
                    } else if (value.matches("on|off|true|false|yes|no")) {
                        cpu.section("features").put(words[i].replaceAll("^[+-]|=.*", ""), on);
                    } else {
                        draft.lost(option.line(), "-cpu " + words[i], "a feature is on or off");
                    }
                }
            }
        }
    }

    private void topology(Option option) {
        cpu.put("count", 1);
        String total = option.first("cpus");
        boolean parts = false;
        for (String part : List.of("sockets", "dies", "cores", "threads")) {
            Optional<String> number = option.get(part).filter(n -> n.matches("[0-9]{1,4}"));
            if (number.isPresent()) {
                cpu.put(part, Integer.parseInt(number.get()));
                parts = true;
            }
        }
        option.ignore("clusters");
        option.get("maxcpus").filter(most -> !most.equals(total)).ifPresent(most -> draft.lost(option.line(),
                "-smp maxcpus=" + most, "all processors are there from the start"));
        if (total.matches("[0-9]{1,4}")) {
            cpu.put("count", Integer.parseInt(total));
        }
        if (parts) {
            long product = 1;
            for (String part : List.of("sockets", "dies", "cores", "threads")) {
                product *= option.get(part).filter(n -> n.matches("[0-9]{1,4}")).map(Integer::parseInt).orElse(1);
            }
            if (!total.isEmpty() && !total.equals(Long.toString(product)) || total.isEmpty()) {
                cpu.put("count", (int) Math.min(Integer.MAX_VALUE, product));
            }
        }
    }

    private void global(Option option) {
        String key = option.value().replaceAll("=.*", "");
        if (key.endsWith("pci-hole64-size")) {
            size(option.value().substring(option.value().indexOf('=') + 1), 1).ifPresent(bytes -> machine
                    .section("pci").put("hole64", bytes >> 10 << 10 == bytes ? (bytes >> 10) + " KiB" : bytes + " B"));
            option.ignoreAll();
        } else if (option.get("property").orElse("").equals("secure") || key.contains("pflash")
                || key.startsWith("ICH9-LPC") || key.startsWith("kvm-pit")) {
            option.ignoreAll();
        } else {
            draft.lost(option.line(), option.toString(), "raw.qemu takes such options");
            option.ignoreAll();
        }
    }

    /** Memory objects, and the NUMA nodes that they belong to. */
    private void memory() {
        List<Option> backends = options.stream().filter(o -> o.name().equals("-object")
                && o.first("qom-type").startsWith("memory-backend")).toList();
        List<Option> nodes = options.stream().filter(o -> o.name().equals("-numa")).toList();
        for (Option node : nodes) {
            if (node.first("type").equals("node")) {
                DraftNode cell = machine.item("numa");
                node.ignore("nodeid");
                node.get("cpus").flatMap(CpuSet::tryParse).ifPresent(set -> cell.put("cpus", set.toString()));
                node.get("initiator").filter(n -> n.matches("[0-9]{1,3}"))
                        .ifPresent(n -> cell.put("initiator", Integer.parseInt(n)));
                node.get("mem").flatMap(m -> size(m, MIB).stream().boxed().findFirst())
                        .ifPresent(bytes -> cell.put("memory", bytes / MIB + " MiB"));
                String id = node.get("memdev").orElse("");
                backends.stream().filter(b -> b.get("id").orElse("").equals(id)).forEach(b -> backing(b, cell, true));
            }
        }
        String wanted = options.stream().filter(o -> o.name().equals("-machine"))
                .flatMap(o -> o.get("memory-backend").stream()).findFirst().orElse("");
        backends.stream().filter(b -> !wanted.isEmpty() && b.get("id").orElse("").equals(wanted))
                .forEach(b -> backing(b, machine, false));
        for (Option option : options) {
            if (option.name().equals("-mem-path") && option.value().contains("huge")) {
                machine.put("hugepages", option.value().contains("1G") ? "1 GiB" : "2 MiB");
            } else if (option.name().equals("-mem-prealloc")) {
                option.ignoreAll();
            }
        }
    }

    private void backing(Option object, DraftNode into, boolean node) {
        object.ignore("id", "prealloc", "prealloc-threads", "prealloc-context", "discard-data", "merge", "dump");
        if (node) {
            size(object.get("size").orElse(""), 1).ifPresent(bytes -> into.put("memory",
                    Math.max(1, (bytes + MIB - 1) / MIB) + " MiB"));
        }
        object.ignore("size");
        if (object.on("share")) {
            into.put(node ? "shared" : "sharedMemory", true);
        }
        String path = object.get("mem-path").orElse("").toLowerCase(Locale.ROOT);
        if (object.on("hugetlb") || path.contains("huge")) {
            long page = size(object.get("hugetlbsize").orElse(path.contains("1g") ? "1G" : "2M"), 1).orElse(2 * MIB);
            into.put("hugepages", page == 1L << 30 ? "1 GiB" : "2 MiB");
        } else if (!path.isEmpty()) {
            draft.lost(object.line(), "mem-path=" + path, "memory that is shared is backed by a memfd");
        }
        Optional<CpuSet> hosts = object.get("host-nodes").flatMap(CpuSet::tryParse);
        hosts.ifPresent(set -> into.put("hostNodes", set.toString()));
        object.get("policy").filter(p -> Map.of("bind", 1, "preferred", 1, "interleave", 1).containsKey(p)
                && hosts.isPresent()).ifPresent(policy -> into.put(node ? "policy" : "memoryPolicy", policy));
    }

    /** A size with QEMU's suffixes. */
    static OptionalLong size(String text, long unit) {
        String digits = text.replaceAll("[kKmMgGtTbB]$", "");
        if (!digits.matches("[0-9]{1,12}")) {
            return OptionalLong.empty();
        }
        long factor = switch (text.substring(digits.length()).toLowerCase(Locale.ROOT)) {
            case "b" -> 1;
            case "k" -> 1L << 10;
            case "m" -> MIB;
            case "g" -> 1L << 30;
            case "t" -> 1L << 40;
            default -> unit;
        };
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(digits), factor));
        } catch (ArithmeticException large) {
            return OptionalLong.empty();
        }
    }
}
