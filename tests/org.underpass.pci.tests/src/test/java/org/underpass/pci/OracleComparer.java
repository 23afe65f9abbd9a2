package org.underpass.pci;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what lspci -vvnn said of a function with what was decoded, fact by fact. */
final class OracleComparer {

    private static final Pattern FLAG = Pattern.compile("([^\\s,;:]+?)([+-])(?=[\\s,;]|$)");
    private static final Pattern CAPABILITY = Pattern.compile("Capabilities: \\[([0-9a-f]+)(?: v(\\d+))?] (.*)");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9 /&#._-]+?):(?:\\s|$).*");
    private static final Pattern REGION = Pattern.compile("Region (\\d): (Memory|I/O ports) at (\\S+)(.*)");
    private static final Pattern ROM = Pattern.compile("Expansion ROM at ([0-9a-f]+).*");
    private static final Pattern WINDOW = Pattern.compile(
            "(I/O|Memory|Prefetchable memory) behind bridge: (?:([0-9a-f]+)-([0-9a-f]+) \\[size=(\\d+)([KMGT])]"
            + "|\\[disabled]) \\[(\\d+)-bit]");
    private static final Pattern CARDBUS_WINDOW = Pattern.compile(
            "(Memory|I/O) window ([01]): ([0-9a-f]+)-([0-9a-f]+)( \\[disabled])?( \\(prefetchable\\))?.*");
    private static final Pattern RESIZABLE =
            Pattern.compile("BAR (\\d): current size: (\\d+)([KMGT]B), supported:(.*)");

    /** Lines that lspci prints for a capability without further facts, and our name of the same. */
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("Access Control Services", "Access Control Services"),
            Map.entry("Address Translation Service ", "Address Translation Services"),
            Map.entry("Advanced Error Reporting", "Advanced Error Reporting"),
            Map.entry("Alternative Routing-ID Interpretation ", "Alternative Routing-ID Interpretation"),
            Map.entry("CompactPCI hot-swap ", "CompactPCI Hot Swap"),
            Map.entry("Data Link Feature ", "Data Link Feature"),
            Map.entry("Data Object Exchange", "Data Object Exchange"),
            Map.entry("Device 3", "Device 3"),
            Map.entry("Hot-plug capable", "PCI Hot-Plug"),
            Map.entry("Integrity & Data Encryption", "Integrity and Data Encryption"),
            Map.entry("L1 PM Substates", "L1 PM Substates"),
            Map.entry("Lane Margining at the Receiver", "Lane Margining at the Receiver"),
            Map.entry("Latency Tolerance Reporting", "Latency Tolerance Reporting"),
            Map.entry("Multi-Function Virtual Channel ", "Multi-Function Virtual Channel"),
            Map.entry("Multicast", "Multicast"),
            Map.entry("PCI Advanced Features", "Advanced Features"),
            Map.entry("PCI-X bridge", "PCI-X"),
            Map.entry("PCI-X non-bridge", "PCI-X"),
            Map.entry("Page Request Interface ", "Page Request Interface"),
            Map.entry("Physical Layer 16.0 GT/s", "Physical Layer 16.0 GT/s"),
            Map.entry("Physical Layer 32.0 GT/s", "Physical Layer 32.0 GT/s"),
            Map.entry("Physical Resizable BAR", "Resizable BAR"),
            Map.entry("Power Budgeting ", "Power Budgeting"),
            Map.entry("Precision Time Measurement", "Precision Time Measurement"),
            Map.entry("Process Address Space ID ", "Process Address Space ID"),
            Map.entry("Root Complex Link", "Root Complex Link Declaration"),
            Map.entry("Secondary PCI Express", "Secondary PCI Express"),
            Map.entry("Single Root I/O Virtualization ", "Single Root I/O Virtualization"),
            Map.entry("Transaction Processing Hints", "TPH Requester"),
            Map.entry("VC", "Virtual Channel"),
            Map.entry("Vital Product Data", "Vital Product Data"),
            Map.entry("Downstream Port Containment", "Downstream Port Containment"),
            Map.entry("Enhanced Allocation ", "Enhanced Allocation"));
    /** Bits of a 16-bit register of which lspci 3.14.0 reads 8. */
    private static final List<String> READ_SHORT = List.of("1.4GHz", "1.6GHz", "Vend");

    private final OracleRules rules;
    private final List<String> disagreements = new ArrayList<>();
    private final Map<String, Integer> unmapped = new TreeMap<>();
    private int facts;

    private String where = "";
    private PciFunction function;
    private Map<String, Field> fields = Map.of();
    private Capability capability;
    private String title = "";
    private String group = "";
    private String prefix = "";

    OracleComparer(OracleRules rules) {
        this.rules = rules;
    }

    int facts() {
        return facts;
    }

    List<String> disagreements() {
        return disagreements;
    }

    Map<String, Integer> unmapped() {
        return unmapped;
    }

    void compare(String source, PciFunction decoded, List<String> lines) {
        function = decoded;
        where = source + " " + decoded.address();
        long capabilities = lines.stream().filter(line -> line.startsWith("\tCapabilities: [")).count();
        long found = decoded.capabilities().stream().filter(entry -> !(entry instanceof TruncatedCapability)).count();
        check(capabilities == found, "number of capabilities", capabilities, found);
        for (String line : lines) {
            where = source + " " + decoded.address() + ": " + line.strip();
            int depth = 0;
            while (depth < line.length() && line.charAt(depth) == '\t') {
                depth++;
            }
            if (depth == 1) {
                header(line.strip());
            } else if (depth == 2) {
                detail(line.strip());
            } else if (depth > 2) {
                more(line.strip());
            }
        }
    }

    private void header(String line) {
        prefix = "";
        Matcher entry = CAPABILITY.matcher(line);
        if (entry.matches()) {
            capability(entry, line);
            return;
        }
        capability = null;
        title = "";
        fields = index(Header.fields(function.config().orElseThrow()));
        group = label(line);
        Matcher region = REGION.matcher(line);
        Matcher rom = ROM.matcher(line);
        Matcher window = WINDOW.matcher(line);
        Matcher cardBus = CARDBUS_WINDOW.matcher(line);
        if (region.matches()) {
            region(region);
        } else if (cardBus.matches()) {
            cardBus(cardBus);
        } else if (rom.matches()) {
            check(fromConfig().stream().anyMatch(bar -> bar.kind() == Bar.Kind.ROM
                    && bar.address() == Long.parseUnsignedLong(rom.group(1), 16)), "ROM", rom.group(1), function.bars());
        } else if (window.matches()) {
            window(window);
        } else if (group.equals("Subsystem")) {
            subsystem(line);
        } else {
            facts(line);
        }
    }

    private void capability(Matcher entry, String line) {
        int offset = Integer.parseInt(entry.group(1), 16);
        title = entry.group(3);
        capability = function.capabilities().stream()
                .filter(one -> one.offset() == offset && one.extended() == offset >= 0x100).findFirst().orElse(null);
        check(capability != null, "capability at", entry.group(1), function.capabilities().size());
        fields = capability == null ? Map.of() : index(capability.fields());
        if (entry.group(2) != null && capability instanceof ExtendedCapability extended) {
            check(Integer.parseInt(entry.group(2)) == extended.version(), "version", entry.group(2), extended.version());
        }
        if (title.startsWith("Power Management")) {
            title = "PowerManagement";
        } else if (title.startsWith("AGP version")) {
            title = "AGP";
        } else if (title.startsWith("Virtual Channel")) {
            title = "VC";
        } else if (title.startsWith("PCI-X ")) {
            title = title.startsWith("PCI-X bridge") ? "PCI-X bridge" : "PCI-X non-bridge";
        } else if (title.startsWith("HyperTransport: ")) {
            title = title.substring(0, title.indexOf(' ', 17) < 0 ? title.length() : title.indexOf(' ', 17));
        } else if (title.startsWith("Subsystem: ")) {
            subsystem(title);
        } else {
            Matcher word = Pattern.compile("(Device Serial Number|MSI-X|MSI|Express|Vendor Specific Information|Debug port"
                    + "|Designated Vendor-Specific|SATA HBA|[A-Za-z0-9 .&/-]+).*").matcher(title);
            title = word.matches() ? word.group(1) : title;
        }
        group = title;
        String name = NAMES.get(title);
        if (capability != null && name != null) {
            check(capability.name().startsWith(name), "name", title, capability.name());
        }
        if (name == null && !line.contains("Subsystem: ") && !title.startsWith("HyperTransport: ") || rules.has(title)) {
            facts(line);
        }
        if (capability instanceof HyperTransport hyper) {
            check(hyper.type().title().startsWith(title.substring(16).replace("#1a", "Unknown")), "type", title, hyper.type());
        }
    }

    private void detail(String line) {
        prefix = "";
        String label = label(line);
        Matcher numbered = Pattern.compile("(VC|Link|SelectiveIDE#)(\\d+)( (?:Cap|Ctl|Sta|RID#?))?(\\d*)").matcher(label);
        Matcher hyper = Pattern.compile("(Link (?:Control|Config|Frequency|Error|Frequency Capability)) ([01])")
                .matcher(label);
        String rest = line;
        Matcher resizable = RESIZABLE.matcher(line);
        if (resizable.matches() && capability instanceof ResizableBar bars) {
            resizable(resizable, bars);
            return;
        }
        if (label.startsWith("Region ") && capability instanceof SrIov) {
            virtualRegion(line);
            return;
        }
        if (numbered.matches()) {
            int number = Integer.parseInt(numbered.group(2));
            prefix = switch (numbered.group(1)) {
                case "VC" -> "VC" + number + " ";
                case "Link" -> "Link Entry " + (number + 1) + " ";
                default -> "Selective " + number + " ";
            };
            if (numbered.group(3) != null) {
                group = "SelectiveIDE" + numbered.group(3);
                prefix += numbered.group(4).isEmpty() ? "" : "Address " + numbered.group(4) + " ";
            } else {
                group = numbered.group(1) + ".n";
                rest = line.substring(line.indexOf(':') + 1).strip();
                facts(sub(rest), rest);
                return;
            }
        } else if (hyper.matches()) {
            prefix = hyper.group(2).equals("1") ? "Second " : "";
            group = hyper.group(1);
        } else if (!label.isEmpty()) {
            group = rules.has(title + "." + label) || title.startsWith("HyperTransport") && label.equals("Command")
                    ? title + "." + label : label;
        }
        if (group.equals("SltSta")) {
            facts("SltSta.Status", rest);
        } else {
            facts(rest);
        }
    }

    private void more(String line) {
        facts(sub(line), line);
    }

    private String sub(String line) {
        String named = group + "." + label(line);
        return rules.has(named) ? named : group;
    }

    private void facts(String line) {
        facts(group, line);
    }

    private void facts(String name, String line) {
        String text = line.replaceAll("PME\\(.*\\)", "");
        Matcher flag = FLAG.matcher(text);
        List<OracleRules.Value> values = rules.values(name);
        boolean flagged = values.stream().anyMatch(value -> value.comparison().equals("flag")
                && !name.startsWith("PowerManagement"));
        while (!flagged && flag.find()) {
            String word = flag.group(1).replaceFirst("^\\((?=Slot)", "");
            OracleRules.Target target = rules.flags(name).get(word);
            if (READ_SHORT.contains(word)) {
                continue;
            }
            if (target == null) {
                unmapped.merge(name + ": " + word, 1, Integer::sum);
                continue;
            }
            Field field = field(target);
            if (field != null) {
                check(field.value() == (flag.group(2).equals("+") ? 1 : 0), word, flag.group(2), field);
            }
        }
        boolean any = false;
        for (OracleRules.Value value : values) {
            Matcher match = value.pattern().matcher(line);
            if (match.find()) {
                any = true;
                ValueComparison.check(this, value, match.group(1), prefix, fields);
            }
        }
        if (!any && rules.flags(name).isEmpty() && !line.isEmpty()) {
            unmapped.merge("line: " + name, 1, Integer::sum);
        }
    }

    private Field field(OracleRules.Target target) {
        Field field = fields.get(prefix + target.register() + "/" + target.field());
        if (field == null) {
            facts++;
            disagreements.add(where + ": no field " + prefix + target.register() + "/" + target.field());
        }
        return field;
    }

    void check(boolean right, String what, Object expected, Object found) {
        facts++;
        if (!right) {
            disagreements.add(where + ": " + what + ": lspci says " + expected + ", found " + found);
        }
    }

    void missing(String key) {
        facts++;
        disagreements.add(where + ": no field " + key);
    }

    private void region(Matcher region) {
        int index = Integer.parseInt(region.group(1));
        Bar bar = fromConfig().stream().filter(one -> one.index() == index).findFirst().orElse(null);
        if (bar == null && region.group(3).equals("<unassigned>") && fromConfig().stream()
                .anyMatch(one -> one.index() == index - 1 && one.kind() == Bar.Kind.MEMORY64)) {
            return; // lspci 3.14.0 takes the upper half of a 64-bit BAR for one more
        }
        if (bar == null) {
            check(false, "region", region.group(), function.bars());
            return;
        }
        String at = region.group(3);
        boolean assigned = at.matches("[0-9a-f]+");
        check(bar.address() == (assigned ? Long.parseUnsignedLong(at, 16) : 0), "address", at, bar);
        check((bar.kind() == Bar.Kind.IO) == region.group(2).startsWith("I/O"), "kind", region.group(2), bar);
        if (bar.kind() != Bar.Kind.IO) {
            check((bar.kind() == Bar.Kind.MEMORY64) == region.group(4).contains("64-bit"), "width", region.group(4), bar);
            check(bar.prefetchable() != region.group(4).contains("non-prefetchable"), "prefetch", region.group(4), bar);
        }
    }

    private List<Bar> fromConfig() {
        return Bars.fromConfig(function.config().orElseThrow());
    }

    private void cardBus(Matcher window) {
        List<BridgeWindow> found = BridgeWindow.of(function.config().orElseThrow());
        boolean io = window.group(1).equals("I/O");
        BridgeWindow one = found.get((io ? 2 : 0) + Integer.parseInt(window.group(2)));
        check(one.base() == Long.parseLong(window.group(3), 16) && one.limit() == Long.parseLong(window.group(4), 16),
                "window", window.group(), one);
        check((one.kind() == BridgeWindow.Kind.IO) == io
                && (one.kind() == BridgeWindow.Kind.PREFETCHABLE) == (window.group(6) != null), "kind", window.group(), one);
    }

    private void virtualRegion(String line) {
        Matcher region = REGION.matcher(line);
        if (region.matches()) {
            int index = Integer.parseInt(region.group(1));
            long address = Long.parseUnsignedLong(region.group(3), 16);
            check(((SrIov) capability).vfBars().stream().anyMatch(bar -> bar.index() == index
                    && bar.address() == address
                    && (bar.kind() == Bar.Kind.MEMORY64) == region.group(4).contains("64-bit")
                    && bar.prefetchable() != region.group(4).contains("non-prefetchable")),
                    "VF BAR", line, ((SrIov) capability).vfBars());
        }
    }

    private void resizable(Matcher line, ResizableBar bars) {
        ResizableBar.Entry entry = bars.entry(Integer.parseInt(line.group(1))).orElse(null);
        if (entry == null) {
            check(false, "resizable BAR", line.group(1), bars);
            return;
        }
        check(entry.currentSize() == bytes(line.group(2) + line.group(3)), "current size", line.group(2), entry);
        List<Long> sizes = new ArrayList<>();
        for (String word : line.group(4).strip().split(" ")) {
            sizes.add(bytes(word));
        }
        check(entry.supportedSizes().equals(sizes), "supported sizes", sizes, entry.supportedSizes());
    }

    private void window(Matcher window) {
        BridgeWindow.Kind kind = window.group(1).equals("I/O") ? BridgeWindow.Kind.IO
                : window.group(1).equals("Memory") ? BridgeWindow.Kind.MEMORY : BridgeWindow.Kind.PREFETCHABLE;
        BridgeWindow found = BridgeWindow.of(function.config().orElseThrow()).stream()
                .filter(one -> one.kind() == kind).findFirst().orElseThrow();
        check(found.addressBits() == Integer.parseInt(window.group(6)), "bits", window.group(6), found);
        check(found.isOpen() == (window.group(2) != null), "open", window.group(), found);
        if (window.group(2) != null) {
            check(found.base() == Long.parseUnsignedLong(window.group(2), 16)
                    && found.limit() == Long.parseUnsignedLong(window.group(3), 16), "range", window.group(), found);
            check(found.size().getAsLong() == bytes(window.group(4) + window.group(5) + "B"), "size", window.group(),
                    found);
        }
    }

    private void subsystem(String line) {
        Matcher ids = Pattern.compile("\\[([0-9a-f]{4}):([0-9a-f]{4})]").matcher(line);
        if (ids.find()) {
            check(function.subsystemVendor().orElse(-1) == Integer.parseInt(ids.group(1), 16)
                    && function.subsystemDevice().orElse(-1) == Integer.parseInt(ids.group(2), 16), "subsystem", line,
                    function.subsystemVendor() + ":" + function.subsystemDevice());
        }
    }

    private static long bytes(String text) {
        int unit = text.length() - 2;
        return Long.parseLong(text.substring(0, unit)) << 10 * ("KMGT".indexOf(text.charAt(unit)) + 1);
    }

    private static String label(String line) {
        Matcher match = LABEL.matcher(line);
        return match.matches() ? match.group(1).strip() : "";
    }

    private static Map<String, Field> index(List<Field> list) {
        Map<String, Field> index = new HashMap<>();
        list.forEach(field -> index.put(field.register() + "/" + field.name(), field));
        return index;
    }
}
