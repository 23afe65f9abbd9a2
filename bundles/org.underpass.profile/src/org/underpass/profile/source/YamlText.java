package org.underpass.profile.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes values as YAML that this reader, and readers of YAML 1.1, take for what was meant. */
public final class YamlText {
    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off",
            "null",
            "y", "n", "~");

    private YamlText() {
    }

    /** A value on one line: a word, a list in brackets, a mapping in braces. */
    public static String flow(Object value) {
        StringBuilder text = new StringBuilder();
        flow(text, value, false);
        return text.toString();
    }

    /** The same for a place within brackets or braces, where commas and colons mean something. */
    static String flowInside(Object value) {
        StringBuilder text = new StringBuilder();
        flow(text, value, true);
        return text.toString();
    }

    private static void flow(StringBuilder text, Object value, boolean inside) {
        switch (value) {
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(separator).append(scalar(key(entry), true)).append(": ");
                    flow(text, entry.getValue(), true);
                    separator = ", ";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String separator = "[";
                for (Object item : list) {
                    text.append(separator);
                    flow(text, item, true);
                    separator = ", ";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            default -> text.append(scalar(value, inside));
        }
    }

    /** Whether a value is written on the line of its key. */
    static boolean isInline(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.isEmpty();
            case List<?> list -> list.stream().noneMatch(item -> item instanceof Map || item instanceof List)
                    && flow(list).length() <= 80;
            default -> true;
        };
    }

    /** The lines of a mapping or list, the first one without indentation, the others with it. */
    static String block(Object value, int indent, String separator) {
        StringBuilder text = new StringBuilder();
        String next = separator + " ".repeat(indent);
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                text.append(text.isEmpty() ? "" : next).append(entry(key(entry), entry.getValue(), indent, separator));
            }
        } else {
            for (Object item : (List<?>) value) {
                text.append(text.isEmpty() ? "" : next).append("- ");
                text.append(isInline(item) ? flow(item) : block(item, indent + 2, separator));
            }
        }
        return text.toString();
    }

    /** A key with its value; further lines of the value are indented deeper than the key. */
    static String entry(String key, Object value, int indent, String separator) {
        String start = scalar(key, false) + ":";
        if (isInline(value)) {
            return start + " " + flow(value);
        }
        return start + separator + " ".repeat(indent + 2) + block(value, indent + 2, separator);
    }

    private static String key(Map.Entry<?, ?> entry) {
        if (entry.getKey() instanceof String key) {
            return key;
        }
        throw new IllegalArgumentException("a key must be a string, not " + entry.getKey());
    }

    /** A single value. */
    static String scalar(Object value, boolean inFlow) {
        return switch (value) {
            case Boolean flag -> flag ? "yes" : "no";
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case String text -> isPlain(text, inFlow) ? text : quoted(text);
            case null, default -> throw new IllegalArgumentException("a profile cannot hold " + value);
        };
    }

    private static boolean isPlain(String text, boolean inFlow) {
        if (text.isEmpty() || WORDS.contains(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' && !isQuantity(text) || first != '/' && !isLetterOrDigit(first)) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i + 1 == text.length();
            boolean fits = isLetterOrDigit(c) || "._-/+@%=()".indexOf(c) >= 0 || c == ',' && !inFlow
                    || c == ' ' && !last && text.charAt(i + 1) != '#' || c == ':' && !last && !inFlow
                            && text.charAt(i + 1) != ' ';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** A number with a unit, such as {@code 16 GiB}: what starts with a digit and is safe without quotes. */
    private static boolean isQuantity(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == text.length() || text.charAt(at) != ' ' || at + 1 == text.length()) {
            return false;
        }
        return text.substring(at + 1).chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean wide = Character.isHighSurrogate(c) && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
                    if (wide) {
                        quoted.append(c).append(text.charAt(++i));
                    } else if (c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff
                            || c >= 0xfffe || Character.isSurrogate(c)) {
                        quoted.append("\\u%04X".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
