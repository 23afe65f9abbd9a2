package org.underpass.hypervisor.qemu.imports;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** One option of a command line with its properties, which remembers what was asked of it. */
final class Option {
    private final String name;
    private final String value;
    private final int line;
    private final Map<String, String> properties;
    private final Set<String> read = new HashSet<>();
    private boolean taken;

    Option(String name, String value, int line) {
        this.name = name;
        this.value = value;
        this.line = line;
        this.properties = value.startsWith("{") ? json(value) : keyed(value);
    }

    private static Map<String, String> json(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        try {
            Object read = new Load(LoadSettings.builder().setMaxAliasesForCollections(0).setCodePointLimit(1 << 18)
                    .build()).loadFromString(text);
            flat("", read, all, 0);
        } catch (YamlEngineException wrong) {
            all.put("", text);
        }
        return all;
    }

    private static void flat(String prefix, Object value, Map<String, String> all, int depth) {
        if (value instanceof Map<?, ?> map && depth < 8) {
            map.forEach((key, inner) -> flat(prefix.isEmpty() ? String.valueOf(key) : prefix + "." + key, inner, all,
                    depth + 1));
        } else {
            all.put(prefix, String.valueOf(value).replaceAll("^\\[|\\]$", "").replace(", ", ","));
        }
    }

    /** {@code first,key=value,...}; two commas are one that belongs to a value. */
    private static Map<String, String> keyed(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        String[] parts = text.replace(",,", "\0").split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].replace('\0', ',');
            int equals = part.indexOf('=');
            if (equals < 0 && !part.isEmpty()) {
                all.putIfAbsent(i == 0 ? "" : part, i == 0 ? part : "on");
            } else if (equals > 0) {
                all.merge(part.substring(0, equals), part.substring(equals + 1), (a, b) -> a + "," + b);
            }
        }
        return all;
    }

    String name() {
        return name;
    }

    String value() {
        taken = true;
        return value;
    }

    int line() {
        return line;
    }

    /** The word that has no key, or the value of the key that it stands for. */
    String first(String key) {
        taken = true;
        read.add("");
        read.add(key);
        return properties.getOrDefault("", properties.getOrDefault(key, ""));
    }

    Optional<String> get(String key) {
        taken = true;
        read.add(key);
        return Optional.ofNullable(properties.get(key)).filter(v -> !v.isEmpty());
    }

    boolean on(String key) {
        return get(key).map(v -> v.equals("on") || v.equals("yes") || v.equals("true") || v.equals("y")).orElse(false);
    }

    Option ignore(String... keys) {
        taken = true;
        read.addAll(Set.of(keys));
        return this;
    }

    /** Nothing of it is told. */
    void ignoreAll() {
        taken = true;
        read.addAll(properties.keySet());
    }

    boolean isTaken() {
        return taken;
    }

    /** Properties that nobody asked for. */
    Set<String> unread() {
        Set<String> left = new TreeSet<>(properties.keySet());
        left.removeAll(read);
        return left;
    }

    String property(String key) {
        return key + "=" + properties.get(key);
    }

    @Override
    public String toString() {
        return value.isEmpty() ? name : name + " " + value;
    }
}
