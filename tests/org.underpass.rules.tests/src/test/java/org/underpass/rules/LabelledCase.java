package org.underpass.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.pci.PciAddress;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.TreeFunction;

/**
 * A user's machine as a thread describes it, and the small captured machine made of it: what the thread does not tell
 * is not written.
 *
 * @param id      of the case
 * @param label   what was found to be wrong
 * @param target  the address that the user wanted to give away, where it is one
 * @param members functions by group
 * @param all     the whole case
 */
record LabelledCase(String id, String label, Optional<PciAddress> target, Map<Integer, List<Member>> members,
        Map<String, Object> all) {

    /** A function that the case names; parts that it does not know are empty. */
    record Member(PciAddress address, String vendor, String device, String classCode, String driver) {
        boolean isBridge() {
            return classCode.equals("0604");
        }
    }

    static List<LabelledCase> read(Path file) throws IOException {
        List<LabelledCase> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                cases.add(of(parse(line)));
            }
        }
        return cases;
    }

    private static LabelledCase of(Map<String, Object> all) {
        Map<Integer, List<Member>> members = new LinkedHashMap<>();
        for (Object item : (List<?>) all.get("groups")) {
            Map<?, ?> group = (Map<?, ?>) item;
            List<Member> inside = new ArrayList<>();
            for (Object each : (List<?>) group.get("devices")) {
                Map<?, ?> device = (Map<?, ?>) each;
                String[] ids = device.get("id").toString().split(":");
                inside.add(new Member(PciAddress.parse(device.get("bdf").toString()), known(ids[0]), known(ids[1]),
                        known(device.get("cls").toString()),
                        device.get("driver") == null ? "" : device.get("driver").toString()));
            }
            members.put(((Number) group.get("id")).intValue(), inside);
        }
        return new LabelledCase(text(all, "id"), text(all, "label"), PciAddress.tryParse(text(all, "target")), members,
                all);
    }

    private static String known(String part) {
        return part.equals("?") ? "" : part;
    }

    private static String text(Map<String, Object> all, String key) {
        Object value = all.get(key);
        return value == null ? "" : value.toString();
    }

    String text(String key) {
        return text(all, key);
    }

    /** Whether a group of the case holds the target. */
    boolean showsTarget() {
        return target.isPresent() && members.values().stream().flatMap(List::stream)
                .anyMatch(m -> m.address().equals(target.get()));
    }

    /** Writes the facts of the case; ids and classes that it does not know get values that mean nothing. */
    HostTree write(Path folder) {
        HostTree tree = HostTree.at(folder);
        members.forEach((group, inside) -> {
            for (Member member : inside.stream().sorted((a, b) -> a.address().compareTo(b.address())).toList()) {
                TreeFunction function = tree.function(member.address().toString());
                inside.stream().filter(b -> b.isBridge() && b.address().bus() < member.address().bus())
                        .reduce((a, b) -> b).ifPresent(b -> function.behind(b.address().toString()));
                function.ids((member.vendor().isEmpty() ? "ffff" : member.vendor()) + ":"
                        + (member.device().isEmpty() ? "ffff" : member.device()));
                function.classCode(member.classCode().isEmpty() ? 0xff0000
                        : Integer.parseInt(member.classCode(), 16) << 8);
                if (!member.driver().isEmpty()) {
                    function.driver(member.driver());
                }
                function.group(group);
            }
        });
        if (all.containsKey("cmdline")) {
            tree.cmdline(text("cmdline"));
        }
        if (all.containsKey("modprobe")) {
            tree.modprobe("vfio.conf", text("modprobe"));
        }
        return tree.folder("proc");
    }

    private static Map<String, Object> parse(String line) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            return object(parser);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            found.put(name, value(parser));
        }
        return found;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                yield items;
            }
            case VALUE_NUMBER_INT -> parser.getIntValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
