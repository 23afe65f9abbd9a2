package org.underpass.hypervisor.xen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of an xl.cfg, in order, each key once: of a key that comes twice xl takes one in silence. Not
 * thread-safe.
 */
public final class XlConfig {
    private final Map<String, String> settings = new LinkedHashMap<>();

    /** A number. Truth is 1 or 0: xl reads {@code yes} as 0. */
    public XlConfig number(String key, long value) {
        return put(key, Long.toString(value));
    }

    /** A switch. */
    public XlConfig flag(String key, boolean value) {
        return number(key, value ? 1 : 0);
    }

    /** A string. */
    public XlConfig string(String key, String value) {
        return put(key, quote(value));
    }

    /** A list of strings, in brackets also when it has one item: a lone string is no list to xl. Not empty. */
    public XlConfig list(String key, List<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(key + ": an empty list");
        }
        List<String> quoted = new ArrayList<>();
        values.forEach(value -> quoted.add("    " + quote(value)));
        return put(key, "[\n" + String.join(",\n", quoted) + "\n]");
    }

    private XlConfig put(String key, String text) {
        if (!key.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        if (settings.putIfAbsent(key, text) != null) {
            throw new IllegalArgumentException(key + " is set twice");
        }
        return this;
    }

    /**
     * A string as xl reads it (tools/libs/util/libxlu_cfg_l.l): in double quotes, with a backslash before what would
     * end it. Its hexadecimal escapes do not work in 4.17, so none is used.
     *
     * @throws IllegalArgumentException for control characters that have no escape of their own
     */
    public static String quote(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        throw new IllegalArgumentException("xl has no way to write character " + (int) c);
                    }
                    text.append(c);
                }
            }
        }
        return text.append('"').toString();
    }

    /** Whether a key is set. */
    public boolean has(String key) {
        return settings.containsKey(key);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }
}
