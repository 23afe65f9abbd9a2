package org.underpass.hypervisor.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What a command line of QEMU says of passthrough, IOMMU, PCI topology, memory backing and CPU placement, in one
 * spelling: an option that says what QEMU does anyway says nothing, names of devices are told by what they are, and huge
 * pages through a file of a hugetlbfs are huge pages.
 */
final class QemuFacts {
    private static final Set<String> PORTS = Set.of("pcie-root-port", "ioh3420", "xio3130-downstream");
    private static final Set<String> BRIDGES = Set.of("pcie-root-port", "ioh3420", "xio3130-downstream",
            "x3130-upstream", "pxb-pcie", "pxb", "pci-bridge", "i82801b11-bridge", "pcie-pci-bridge");
    private static final Map<String, String> DEFAULTS = Map.of("multifunction", "false", "share", "false", "prealloc",
            "false", "dies", "1", "clusters", "1", "eim", "auto", "caching-mode", "false", "iommu_platform", "false",
            "display", "off", "mem-lock", "false");

    private final Map<String, String> facts = new TreeMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    private QemuFacts() {
    }

    static Map<String, String> of(List<String> arguments) {
        QemuFacts facts = new QemuFacts();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            facts.option(arguments.get(i), arguments.get(i + 1));
        }
        facts.facts.remove("irqchip on");
        return facts.facts;
    }

    /** The words of a file of libvirt's: a variable or word a line, single quotes around what needs them. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("'([^']*+(?:'\\\\''[^']*+)*+)'|([^\\s\\\\]+)").matcher(text.replace("\\\n", "\n"));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1).replace("'\\''", "'") : word.group(2));
        }
        return words;
    }

    private void option(String name, String value) {
        switch (name) {
            case "-device" -> device(properties(value, "driver"));
            case "-object" -> object(properties(value, "qom-type"));
            case "-machine" -> {
                Map<String, String> machine = properties(value, "type");
                put("machine", "irqchip", machine.getOrDefault("kernel_irqchip",
                        machine.getOrDefault("kernel-irqchip", "on")));
                for (String key : List.of("iommu", "hmat", "nvdimm")) {
                    put("machine", key, machine.getOrDefault(key, "false"));
                }
                put("machine", "memory-backend", machine.containsKey("memory-backend") ? "ram" : "");
            }
            case "-m" -> properties(value, "size").forEach((key, size) -> put("memory", key, key.equals("slots") ? size
                    : Long.toString(bytes(size))));
            case "-smp" -> {
                Map<String, String> smp = properties(value, "cpus");
                smp.forEach((key, number) -> put("smp", key, number));
            }
            case "-numa" -> numa(properties(value, "kind"), value);
            case "-overcommit" -> put("overcommit", "mem-lock", properties(value, "").get("mem-lock"));
            case "-global" -> {
                if (value.contains("pci-hole64-size")) {
                    put("global", value.substring(0, value.indexOf('=')), Long.toString(bytes(value.substring(
                            value.indexOf('=') + 1))));
                }
            }
            default -> { }
        }
    }

    private void put(String subject, String key, String value) {
        String word = value == null ? "" : value.equals("on") || value.equals("yes") ? "true"
                : value.equals("off") && !key.equals("display") || value.equals("no") ? "false" : value;
        if (word.isEmpty() || word.equals(DEFAULTS.get(key)) || subject.equals("machine") && (word.equals("false")
                || key.equals("irqchip") && word.equals("true"))) {
            return;
        }
        facts.put(subject + " " + key, word);
    }

    private void device(Map<String, String> device) {
        String driver = device.get("driver");
        String subject;
        if (BRIDGES.contains(driver)) {
            subject = "bridge " + bus(device.get("id"));
            put(subject, "driver", driver);
            for (String key : List.of("port", "chassis", "chassis_nr", "bus_nr", "numa_node", "hotplug")) {
                put(subject, key, device.get(key));
            }
            if (!PORTS.contains(driver)) {
                facts.remove(subject + " port");
            }
        } else if (driver.startsWith("vfio-pci")) {
            subject = "vfio " + device.getOrDefault("host", device.getOrDefault("sysfsdev", ""));
            for (String key : List.of("driver", "rombar", "romfile", "display", "ramfb", "failover_pair_id")) {
                put(subject, key, device.get(key));
            }
        } else if (driver.equals("usb-host")) {
            String node = device.getOrDefault("hostdevice", "/dev/bus/usb/" + three(device.get("hostbus")) + "/"
                    + three(device.get("hostaddr")));
            put("usb-host " + node, "driver", driver);
            return;
        } else if (driver.endsWith("-iommu") || driver.equals("virtio-iommu-pci")) {
            subject = "iommu";
            device.forEach((key, value) -> {
                if (!Set.of("id", "bus", "addr").contains(key)) {
                    put("iommu", key, key.equals("driver") ? value.replace("-pci", "") : value);
                }
            });
        } else if (driver.equals("scsi-generic") || driver.startsWith("vhost-") || driver.equals("nvdimm")
                || driver.equals("pc-dimm")) {
            subject = numbered(driver);
            put(subject, "driver", driver);
        } else {
            subject = numbered(driver);
            put(subject, "iommu_platform", device.get("iommu_platform"));
        }
        String bus = device.getOrDefault("bus", "");
        if (device.containsKey("addr") && bus.matches("pcie?\\.[0-9]+|port[0-9]+")) {
            put(subject, "bus", bus(bus));
            put(subject, "addr", device.get("addr").replaceAll("\\.0x0$", ""));
            put(subject, "multifunction", device.get("multifunction"));
        }
    }

    private static String three(String number) {
        return number == null ? "?" : "0".repeat(Math.max(0, 3 - number.length())) + number;
    }

    private String numbered(String driver) {
        return driver + "#" + counts.merge(driver, 1, Integer::sum);
    }

    private static String bus(String id) {
        return id == null ? "?" : id.replaceAll("^(pcie\\.|pci\\.|port)", "");
    }

    private void object(Map<String, String> object) {
        String type = object.getOrDefault("qom-type", "");
        if (type.startsWith("memory-backend")) {
            String id = object.get("id").replaceAll("^(pc|mach-virt)\\.ram$", "ram");
            if (id.startsWith("shmmem") || id.startsWith("glass")) {
                return;
            }
            String path = object.getOrDefault("mem-path", "");
            boolean huge = path.startsWith("/dev/hugepages") || "true".equals(object.get("hugetlb"))
                    || "on".equals(object.get("hugetlb"));
            Matcher size = Pattern.compile("/dev/hugepages(1G|2M)").matcher(path);
            put("backend " + id, "huge", huge ? size.find() ? Long.toString(bytes(size.group(1)))
                    : Long.toString(bytes(object.getOrDefault("hugetlbsize", "2M"))) : "");
            put("backend " + id, "kind", huge || !type.equals("memory-backend-ram") ? "file" : "ram");
            put("backend " + id, "size", Long.toString(bytes(object.getOrDefault("size", "0"))));
            put("backend " + id, "share", object.get("share"));
            put("backend " + id, "prealloc", object.get("prealloc"));
            put("backend " + id, "policy", object.get("policy"));
            put("backend " + id, "host-nodes", set(object.getOrDefault("host-nodes", "")));
        } else if (type.equals("iothread") || type.equals("iommufd")) {
            put(numbered(type), "there", "yes");
        }
    }

    private void numa(Map<String, String> numa, String text) {
        String kind = numa.get("kind");
        if (kind.equals("node")) {
            String subject = "numa " + numa.get("nodeid");
            put(subject, "cpus", set(numa.getOrDefault("cpus", "")));
            put(subject, "memdev", numa.get("memdev"));
            put(subject, "initiator", numa.get("initiator"));
        } else if (kind.equals("dist")) {
            put("numa " + numa.get("src"), "distance to " + numa.get("dst"), numa.get("val"));
        } else {
            put(numbered(kind), "text", text);
        }
    }

    private static String set(String text) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String part : text.replaceAll("[\\[\\] ]", "").split(",")) {
            if (!part.isEmpty()) {
                String[] ends = part.split("-");
                for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
                    numbers.add(i);
                }
            }
        }
        return numbers.isEmpty() ? "" : numbers.toString();
    }

    private static long bytes(String size) {
        Matcher m = Pattern.compile("([0-9]+)([kKmMgGtT]?)").matcher(size);
        if (!m.matches()) {
            return -1;
        }
        return Long.parseLong(m.group(1)) << switch (m.group(2).toLowerCase(java.util.Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            case "t" -> 40;
            default -> 0;
        };
    }

    /** Properties from JSON or from QEMU's own way of writing them; a key that comes again makes a list. */
    private static Map<String, String> properties(String text, String first) {
        Map<String, String> all = new LinkedHashMap<>();
        if (text.startsWith("{")) {
            Object json = new Load(LoadSettings.builder().build()).loadFromString(text);
            ((Map<?, ?>) json).forEach((key, value) -> all.put(key.toString(), String.valueOf(value)));
            return all;
        }
        String[] parts = text.replace(",,", "\0").split(",");
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].replace('\0', ',');
            int equals = part.indexOf('=');
            if (equals < 0) {
                all.put(i == 0 ? first : part, i == 0 ? part : "on");
            } else {
                all.merge(part.substring(0, equals), part.substring(equals + 1), (a, b) -> a + "," + b);
            }
        }
        return all;
    }
}
