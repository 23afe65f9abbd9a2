package org.underpass.pci;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which words of lspci stand for which field: lspci-flags.txt and lspci-values.txt. */
final class OracleRules {

    /** A field under its specification's name. */
    record Target(String register, String field) {
    }

    /** A value that stands in a line. */
    record Value(Pattern pattern, Target target, String comparison) {
    }

    private final Map<String, Map<String, Target>> flags = new HashMap<>();
    private final Map<String, List<Value>> values = new HashMap<>();

    OracleRules() throws IOException {
        Map<String, Target> group = null;
        for (String line : lines("lspci-flags.txt")) {
            if (line.startsWith("@")) {
                group = flags.computeIfAbsent(line.substring(1), key -> new LinkedHashMap<>());
            } else {
                String[] parts = line.split(" = ", 2);
                String[] target = parts[1].split(" / ", 2);
                group.put(parts[0], new Target(target[0], target[1]));
            }
        }
        for (String line : lines("lspci-values.txt")) {
            int first = line.indexOf('|');
            int third = line.lastIndexOf('|');
            int second = line.lastIndexOf('|', third - 1);
            int patternEnd = line.lastIndexOf('|', second - 1);
            Target target = new Target(line.substring(patternEnd + 1, second), line.substring(second + 1, third));
            values.computeIfAbsent(line.substring(0, first), key -> new ArrayList<>())
                    .add(new Value(Pattern.compile(line.substring(first + 1, patternEnd)), target,
                            line.substring(third + 1)));
        }
    }

    boolean has(String group) {
        return flags.containsKey(group) || values.containsKey(group);
    }

    Map<String, Target> flags(String group) {
        return flags.getOrDefault(group, Map.of());
    }

    List<Value> values(String group) {
        return values.getOrDefault(group, List.of());
    }

    private static List<String> lines(String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                OracleRules.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        }
    }
}
