package org.underpass.host.machines;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Kit for a simulated machine: PCI functions and the facts around them become a full capture. */
abstract class SimulatedMachine {

    final TreeWriter tree = new TreeWriter();
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, List<String>> reserved = new TreeMap<>();
    private String unit = "";
    private String groupType = "DMA-FQ";

    /** Name of the machine, without ending. */
    abstract String name();

    /** What the machine is for, at the top of its file. */
    abstract String remark();

    /** Describes everything. */
    abstract void describe();

    /** The machine as text. */
    String render() {
        describe();
        for (Part part : parts) {
            for (Part bridge = part.parent; bridge != null; bridge = bridge.parent) {
                part.regions.stream().filter(region -> !region.io()).forEach(bridge.behind::add);
            }
        }
        parts.forEach(this::write);
        writeGroups();
        tree.text("underpass/complete", """
                # Directories that this capture holds completely, as far as Underpass looks at them.
                sys
                proc
                etc
                boot
                lib
                usr
                var
                underpass
                """);
        return tree.render(remark());
    }

    Part add(Part part) {
        parts.add(part);
        return part;
    }

    List<Part> parts() {
        return parts;
    }

    /** The IOMMU that all functions in groups are behind. */
    void unit(String name, String type) {
        unit = name;
        groupType = type;
    }

    void reserve(int group, String line) {
        reserved.computeIfAbsent(Integer.toString(group), key -> new ArrayList<>()).add(line);
    }

    private void write(Part part) {
        String base = part.directory() + "/";
        tree.link("sys/bus/pci/devices/" + part.address, part.directory());
        tree.line(base + "vendor", hex(part.vendor, 4));
        tree.line(base + "device", hex(part.device, 4));
        tree.line(base + "subsystem_vendor", hex(part.subVendor, 4));
        tree.line(base + "subsystem_device", hex(part.subDevice, 4));
        tree.line(base + "class", hex(part.classCode, 6));
        tree.line(base + "revision", hex(part.revision, 2));
        tree.bytes(base + "config", part.configBytes());
        tree.text(base + "resource", resource(part));
        tree.line(base + "numa_node", "-1");
        tree.line(base + "driver_override", part.override);
        tree.line(base + "power_state", part.powerState);
        tree.line(base + "d3cold_allowed", "1");
        tree.line(base + "power/control", part.powerControl);
        tree.line(base + "power/runtime_status", part.powerState.equals("D0") ? "active" : "suspended");
        tree.line(base + "enable", part.driver.isEmpty() ? "0" : "1");
        tree.rawLink(base + "subsystem", "../".repeat(part.directory().split("/").length - 1) + "bus/pci");
        if (!part.driver.isEmpty()) {
            tree.link(base + "driver", "sys/bus/pci/drivers/" + part.driver);
            tree.link("sys/bus/pci/drivers/" + part.driver + "/" + part.address, part.directory());
        }
        if (!part.group.isEmpty()) {
            tree.link(base + "iommu_group", "sys/kernel/iommu_groups/" + part.group);
            tree.link(base + "iommu", "sys/devices/virtual/iommu/" + unit);
            tree.link("sys/kernel/iommu_groups/" + part.group + "/devices/" + part.address, part.directory());
            tree.link("sys/devices/virtual/iommu/" + unit + "/devices/" + part.address, part.directory());
        }
        if (!part.reset.isEmpty()) {
            tree.line(base + "reset_method", part.reset);
            tree.empty(base + "reset");
        }
        if (!part.bootVga.isEmpty()) {
            tree.line(base + "boot_vga", part.bootVga);
        }
        if (!part.label.isEmpty()) {
            tree.line(base + "label", part.label);
        }
        if (part.speed > 0) {
            tree.line(base + "max_link_speed", speed(part.speed));
            tree.line(base + "max_link_width", Integer.toString(part.width));
            tree.line(base + "current_link_speed", speed(Math.max(part.nowSpeed, 1)));
            tree.line(base + "current_link_width", Integer.toString(part.nowWidth));
        }
        if (part.rom != null) {
            tree.bytes(base + "rom", part.rom);
        } else if (part.regions.stream().anyMatch(region -> region.index() == 6)) {
            tree.empty(base + "rom");
        }
        for (String supplier : part.suppliers) {
            Part other = parts.stream().filter(found -> found.address.equals(supplier)).findFirst().orElseThrow();
            String link = "sys/devices/virtual/devlink/pci:" + supplier + "--pci:" + part.address;
            tree.line(link + "/status", "active");
            tree.link(base + "supplier:pci:" + supplier, link);
            tree.link(other.directory() + "/consumer:pci:" + part.address, link);
        }
        part.more.forEach((name, value) -> tree.line(base + name, value));
    }

    private void writeGroups() {
        Set<String> numbers = new LinkedHashSet<>();
        parts.forEach(part -> numbers.add(part.group));
        numbers.remove("");
        for (String number : numbers) {
            String base = "sys/kernel/iommu_groups/" + number;
            tree.line(base + "/type", groupType);
            List<String> regions = new ArrayList<>(reserved.getOrDefault(number, List.of()));
            regions.add("0x00000000fee00000 0x00000000feefffff msi");
            tree.text(base + "/reserved_regions", String.join("\n", regions.stream().sorted().toList()));
        }
        if (numbers.isEmpty()) {
            tree.directory("sys/kernel/iommu_groups");
            tree.directory("sys/class/iommu");
        } else {
            tree.link("sys/class/iommu/" + unit, "sys/devices/virtual/iommu/" + unit);
        }
    }

    private static String resource(Part part) {
        StringBuilder lines = new StringBuilder();
        for (int index = 0; index < 7; index++) {
            int wanted = index;
            Part.Region region = part.regions.stream().filter(found -> found.index() == wanted).findFirst()
                    .orElse(new Part.Region(index, 0, 1, false, false, false, ""));
            boolean there = part.regions.contains(region);
            lines.append(String.format("0x%016x 0x%016x 0x%016x\n", region.start(), there ? region.end() : 0,
                    there ? region.flags() : 0));
        }
        return lines.toString();
    }

    private static String speed(int generation) {
        return List.of("", "2.5", "5.0", "8.0", "16.0", "32.0").get(generation) + " GT/s PCIe";
    }

    static String hex(long value, int digits) {
        return String.format("0x%0" + digits + "x", value);
    }

    // What is around the functions.

    void kernel(String release, String commandLine, List<String> config, List<String> builtin, List<String> log) {
        tree.line("proc/sys/kernel/osrelease", release);
        tree.line("proc/cmdline", commandLine);
        tree.text("boot/config-" + release, String.join("\n", config));
        tree.text("lib/modules/" + release + "/modules.builtin", String.join("\n", builtin));
        tree.text("underpass/dmesg", String.join("\n", log));
        tree.line("sys/kernel/security/lockdown", "[none] integrity confidentiality");
    }

    /** @param loaded lines of a name, a size, references and users, separated by blanks */
    void modules(String... loaded) {
        StringBuilder lines = new StringBuilder();
        for (String module : loaded) {
            String[] words = module.split(" ");
            lines.append(words[0]).append(' ').append(words[1]).append(' ').append(words[2]).append(' ')
                    .append(words.length > 3 ? words[3] : "-").append(" Live 0x0000000000000000\n");
        }
        tree.text("proc/modules", lines.toString());
    }

    void dmi(String vendor, String product, String boardVendor, String board, int chassis) {
        String id = "sys/devices/virtual/dmi/id/";
        tree.line(id + "sys_vendor", vendor);
        tree.line(id + "product_name", product);
        tree.line(id + "board_vendor", boardVendor);
        tree.line(id + "board_name", board);
        tree.line(id + "bios_version", "1202");
        tree.line(id + "chassis_type", Integer.toString(chassis));
        tree.link("sys/class/dmi/id", "sys/devices/virtual/dmi/id");
    }

    /** Cores with two threads each, numbered as Linux does: second threads behind all first ones. */
    void processors(String vendorId, String model, int cores, int physicalBits, String flags) {
        StringBuilder info = new StringBuilder();
        String cpus = "sys/devices/system/cpu";
        for (int cpu = 0; cpu < 2 * cores; cpu++) {
            int core = cpu % cores;
            info.append("processor\t: ").append(cpu).append("\nvendor_id\t: ").append(vendorId)
                    .append("\nmodel name\t: ").append(model).append("\nphysical id\t: 0\ncore id\t\t: ").append(core)
                    .append("\nflags\t\t: ").append(flags).append("\naddress sizes\t: ").append(physicalBits)
                    .append(" bits physical, 48 bits virtual\n\n");
            String topology = cpus + "/cpu" + cpu + "/topology/";
            tree.line(topology + "core_id", Integer.toString(core));
            tree.line(topology + "physical_package_id", "0");
            tree.line(topology + "thread_siblings_list", core + "," + (core + cores));
        }
        String all = "0-" + (2 * cores - 1);
        tree.text("proc/cpuinfo", info.toString());
        tree.line(cpus + "/online", all);
        tree.line("sys/devices/system/node/online", "0");
        tree.line("sys/devices/system/node/node0/cpulist", all);
    }

    /** Sizes in KiB; huge pages of 2 MiB. */
    void memory(long total, long available, int hugeTotal, int hugeFree) {
        tree.text("proc/meminfo", String.format("""
                MemTotal:       %8d kB
                MemFree:        %8d kB
                MemAvailable:   %8d kB
                HugePages_Total:   %5d
                HugePages_Free:    %5d
                HugePages_Rsvd:        0
                HugePages_Surp:        0
                Hugepagesize:       2048 kB
                """, total, available / 2, available, hugeTotal, hugeFree));
        for (String base : List.of("sys/kernel/mm/hugepages/", "sys/devices/system/node/node0/hugepages/")) {
            tree.line(base + "hugepages-2048kB/nr_hugepages", Integer.toString(hugeTotal));
            tree.line(base + "hugepages-2048kB/free_hugepages", Integer.toString(hugeFree));
            tree.line(base + "hugepages-1048576kB/nr_hugepages", "0");
            tree.line(base + "hugepages-1048576kB/free_hugepages", "0");
        }
    }

    /** The root file system on the second partition of an NVMe disk of that function. */
    void nvmeRoot(Part controller) {
        controller.driver("nvme");
        String disk = controller.directory() + "/nvme/nvme0/nvme0n1";
        tree.line(disk + "/dev", "259:0");
        for (int partition = 1; partition <= 2; partition++) {
            tree.line(disk + "/nvme0n1p" + partition + "/dev", "259:" + partition);
            tree.link("sys/class/block/nvme0n1p" + partition, disk + "/nvme0n1p" + partition);
        }
        tree.link("sys/class/block/nvme0n1", disk);
        tree.text("proc/self/mounts", """
                sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
                proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
                /dev/nvme0n1p2 / ext4 rw,relatime,errors=remount-ro 0 0
                /dev/nvme0n1p1 /boot/efi vfat rw,relatime,fmask=0077,dmask=0077 0 0
                """);
    }

    /** The default route through the network interface of that function. */
    void route(Part card, String name) {
        String net = card.directory() + "/net/" + name;
        tree.line(net + "/operstate", "up");
        tree.link("sys/class/net/" + name, net);
        tree.line("sys/devices/virtual/net/lo/operstate", "unknown");
        tree.link("sys/class/net/lo", "sys/devices/virtual/net/lo");
        String format = "%s\t%s\t%s\t%s\t0\t0\t100\t%s\t0\t0\t0\n";
        tree.text("proc/net/route",
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
                + String.format(format, name, "00000000", "0101A8C0", "0003", "00000000")
                + String.format(format, name, "0001A8C0", "00000000", "0001", "00FFFFFF"));
    }

    /** A keyboard on a USB controller. */
    void keyboard(Part controller, int number) {
        String input = controller.directory() + "/usb1/1-2/1-2:1.0/0003:046D:C31C.0001/input/input" + number;
        keyboard(input, number, "Logitech USB Keyboard");
    }

    void keyboard(String input, int number, String title) {
        tree.line(input + "/name", title);
        tree.line(input + "/capabilities/key", "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe");
        tree.link("sys/class/input/input" + number, input);
    }

    /** A framebuffer of a driver that draws consoles, and the card behind it with its connectors. */
    void display(Part adapter, String driverName, int card, Map<String, Boolean> connectors, boolean console) {
        String directory = adapter.directory() + "/drm/card" + card;
        tree.line(directory + "/dev", "226:" + card);
        tree.link("sys/class/drm/card" + card, directory);
        tree.line(adapter.directory() + "/drm/renderD" + (128 + card) + "/dev", "226:" + (128 + card));
        connectors.forEach((name, connected) -> {
            tree.line(directory + "/card" + card + "-" + name + "/status", connected ? "connected" : "disconnected");
            tree.link("sys/class/drm/card" + card + "-" + name, directory + "/card" + card + "-" + name);
        });
        if (console) {
            framebuffer(adapter.directory() + "/graphics/fb0", driverName + "drmfb");
        }
    }

    void framebuffer(String directory, String title) {
        tree.line(directory + "/name", title);
        tree.link("sys/class/graphics/fb0", directory);
        String consoles = "sys/devices/virtual/vtconsole/";
        tree.line(consoles + "vtcon0/name", "(S) dummy device");
        tree.line(consoles + "vtcon0/bind", "0");
        tree.line(consoles + "vtcon1/name", "(M) frame buffer device");
        tree.line(consoles + "vtcon1/bind", "1");
        tree.link("sys/class/vtconsole/vtcon0", consoles + "vtcon0");
        tree.link("sys/class/vtconsole/vtcon1", consoles + "vtcon1");
    }

    /** Debian's OVMF with its descriptors. */
    void firmware() {
        String shared = """
                {
                    "description": "UEFI firmware for x86_64%s",
                    "interface-types": [
                        "uefi"
                    ],
                    "mapping": {
                        "device": "flash",
                        "executable": {
                            "filename": "/usr/share/OVMF/OVMF_CODE_4M%s.fd",
                            "format": "raw"
                        },
                        "nvram-template": {
                            "filename": "/usr/share/OVMF/OVMF_VARS_4M%s.fd",
                            "format": "raw"
                        }
                    },
                    "targets": [
                        {
                            "architecture": "x86_64",
                            "machines": [
                                %s
                            ]
                        }
                    ],
                    "features": [
                        %s
                    ],
                    "tags": [

                    ]
                }
                """;
        String directory = "usr/share/qemu/firmware/";
        tree.text(directory + "50-edk2-x86_64-secure.json", String.format(shared,
                ", with Secure Boot and SMM", ".secboot", "", "\"pc-q35-*\"",
                "\"acpi-s3\",\n            \"requires-smm\",\n            \"secure-boot\",\n"
                        + "            \"verbose-dynamic\""));
        tree.text(directory + "60-edk2-x86_64.json", String.format(shared, "", "", "",
                "\"pc-i440fx-*\",\n                \"pc-q35-*\"",
                "\"acpi-s3\",\n            \"amd-sev\",\n            \"verbose-dynamic\""));
        for (String file : List.of("OVMF_CODE_4M.fd", "OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.fd")) {
            tree.empty("usr/share/OVMF/" + file);
        }
        tree.empty("usr/share/seabios/bios-256k.bin");
    }

    void table(String signature, byte[] bytes) {
        tree.bytes("sys/firmware/acpi/tables/" + signature, bytes);
    }

    /** An ACPI table of a header and a body, with the right length and checksum. */
    static byte[] acpi(String signature, int revision, byte[] body) {
        ByteBuffer table = ByteBuffer.allocate(36 + body.length).order(ByteOrder.LITTLE_ENDIAN);
        table.put(signature.getBytes(StandardCharsets.US_ASCII)).putInt(36 + body.length).put((byte) revision);
        table.put((byte) 0).put("UNDRPS".getBytes(StandardCharsets.US_ASCII));
        table.put("SIMULATE".getBytes(StandardCharsets.US_ASCII)).putInt(1)
                .put("UNDR".getBytes(StandardCharsets.US_ASCII));
        table.putInt(1).put(body);
        byte sum = 0;
        for (byte b : table.array()) {
            sum -= b;
        }
        return table.put(9, sum).array();
    }

    /** Claimed memory: RAM, then a window of the root bus with what the functions have, innermost users last. */
    void ioMemory(long ramBelow4G, long ramAbove4G, List<long[]> windows, Map<String, String> claims) {
        StringBuilder lines = new StringBuilder();
        range(lines, 0, 0, 0xfff, "Reserved");
        range(lines, 0, 0x1000, 0x9ffff, "System RAM");
        range(lines, 0, 0xa0000, 0xfffff, "Reserved");
        range(lines, 0, 0x100000, ramBelow4G - 1, "System RAM");
        for (long[] window : windows) {
            if (window[0] < 1L << 32) {
                window(lines, window, claims);
            }
        }
        range(lines, 0, 0xfec00000L, 0xfec003ffL, "IOAPIC 0");
        range(lines, 0, 0xfee00000L, 0xfee00fffL, "Local APIC");
        range(lines, 0, 1L << 32, ramAbove4G - 1, "System RAM");
        for (long[] window : windows) {
            if (window[0] >= 1L << 32) {
                window(lines, window, claims);
            }
        }
        tree.text("proc/iomem", lines.toString());
    }

    private void window(StringBuilder lines, long[] window, Map<String, String> claims) {
        range(lines, 0, window[0], window[1], "PCI Bus 0000:00");
        Map<Long, Runnable> sorted = new TreeMap<>();
        for (Part part : parts) {
            for (Part.Region region : part.regions) {
                if (!region.io() && region.start() >= window[0] && region.end() <= window[1]) {
                    sorted.put(region.start(), () -> {
                        range(lines, 1, region.start(), region.end(), part.address);
                        String claim = claims.get(part.address + "/" + region.index());
                        if (claim != null) {
                            String[] names = claim.split(">");
                            for (int depth = 0; depth < names.length; depth++) {
                                range(lines, 2 + depth, region.start(), region.start() + 0x7e8fffL, names[depth]);
                            }
                        } else if (!region.user().isEmpty()) {
                            range(lines, 2, region.start(), region.end(), region.user());
                        }
                    });
                }
            }
        }
        sorted.values().forEach(Runnable::run);
    }

    private static void range(StringBuilder lines, int depth, long start, long end, String user) {
        int digits = end >>> 32 != 0 ? 10 : 8;
        lines.append("  ".repeat(depth)).append(String.format("%0" + digits + "x-%0" + digits + "x : %s\n", start, end,
                user));
    }

    static Map<String, Boolean> connectors(Object... pairs) {
        Map<String, Boolean> found = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            found.put((String) pairs[i], (Boolean) pairs[i + 1]);
        }
        return found;
    }

    /** An option ROM of a BIOS image and, where wanted, an EFI image. */
    static byte[] rom(int vendor, int device, int classCode, boolean efi) {
        int image = 1024;
        ByteBuffer rom = ByteBuffer.allocate(efi ? 2 * image : image).order(ByteOrder.LITTLE_ENDIAN);
        for (int number = 0; number < rom.capacity() / image; number++) {
            int at = number * image;
            boolean last = at + image == rom.capacity();
            rom.put(at, (byte) 0x55).put(at + 1, (byte) 0xaa);
            if (number == 0) {
                rom.put(at + 2, (byte) (image / 512)).put(at + 3, (byte) 0xeb).put(at + 4, (byte) 0x4b);
            } else {
                rom.putShort(at + 2, (short) (image / 512)).putInt(at + 4, 0x0ef1).putShort(at + 8, (short) 0x0b);
                rom.putShort(at + 10, (short) 0x8664).putShort(at + 12, (short) 1).putShort(at + 22, (short) 0x60);
            }
            int data = at + 0x30;
            rom.putShort(at + 0x18, (short) 0x30);
            rom.put(data, "PCIR".getBytes(StandardCharsets.US_ASCII));
            rom.putShort(data + 4, (short) vendor).putShort(data + 6, (short) device).putShort(data + 10, (short) 24);
            rom.put(data + 12, (byte) 3).put(data + 13, (byte) classCode).putShort(data + 14, (short) (classCode >> 8));
            rom.putShort(data + 16, (short) (image / 512)).put(data + 20, (byte) (number == 0 ? 0 : 3));
            rom.put(data + 21, (byte) (last ? 0x80 : 0));
            byte sum = 0;
            for (int i = at; i < at + image - 1; i++) {
                sum += rom.get(i);
            }
            if (number == 0) {
                rom.put(at + image - 1, (byte) -sum);
            }
        }
        return rom.array();
    }
}
