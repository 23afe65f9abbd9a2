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
        AddressComparison addresses = new AddressComparison(this, function);
        if (addresses.header(line)) {
            return;
        }
        if (group.equals("Subsystem")) {
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
            check(Integer.parseInt(entry.group(2)) == extended.version(), "version", entry.group(2),
                    extended.version());
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
            Matcher word = Pattern.compile("(Device Serial Number|MSI-X|MSI|Express|Vendor Specific Information"
                    + "|Debug port|Designated Vendor-Specific|SATA HBA|[A-Za-z0-9 .&/-]+).*").matcher(title);
            title = word.matches() ? word.group(1) : title;
        }
        group = title;
        String name = CapabilityTitles.NAMES.get(title);
        if (capability != null && name != null) {
            check(capability.name().startsWith(name), "name", title, capability.name());
        }
        if (name == null && !line.contains("Subsystem: ") && !title.startsWith("HyperTransport: ")
                || rules.has(title)) {
            facts(line);
        }
        if (capability instanceof HyperTransport hyper) {
            check(hyper.type().title().startsWith(title.substring(16).replace("#1a", "Unknown")), "type", title,
                    hyper.type());
        }
    }

    private void detail(String line) {
        prefix = "";
        String label = label(line);
        Matcher numbered = Pattern.compile("(VC|Link|SelectiveIDE#)(\\d+)( (?:Cap|Ctl|Sta|RID#?))?(\\d*)")
                .matcher(label);
        Matcher hyper = Pattern.compile("(Link (?:Control|Config|Frequency|Error|Frequency Capability)) ([01])")
                .matcher(label);
        String rest = line;
        if (new AddressComparison(this, function).detail(line, capability)) {
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

    private void subsystem(String line) {
        Matcher ids = Pattern.compile("\\[([0-9a-f]{4}):([0-9a-f]{4})]").matcher(line);
        if (ids.find()) {
            check(function.subsystemVendor().orElse(-1) == Integer.parseInt(ids.group(1), 16)
                    && function.subsystemDevice().orElse(-1) == Integer.parseInt(ids.group(2), 16), "subsystem", line,
                    function.subsystemVendor() + ":" + function.subsystemDevice());
        }
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
