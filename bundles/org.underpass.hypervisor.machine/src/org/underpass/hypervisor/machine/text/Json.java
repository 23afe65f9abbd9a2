package org.underpass.hypervisor.machine.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * JSON text from values (RFC 8259). Values are {@code String}, {@code Boolean},
 * {@code Integer}, {@code Long}, {@link BigDecimal}, {@code null}, {@link List} and {@link Map} with strings as keys;
 * the order of a map is kept, so the same value gives the same text.
 */
public final class Json {
    private Json() {
    }

    /** In one line, without spaces. */
    public static String line(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, -1, out);
        return out.toString();
    }

    /** Indented by two spaces, with a final newline. */
    public static String pretty(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out);
        return out.append('\n').toString();
    }

    private static void write(Object value, int depth, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case String s -> string(s, out);
            case Boolean b -> out.append(b);
            case Number n -> out.append(n instanceof BigDecimal d ? d.toPlainString() : n.toString());
            case List<?> list -> {
                out.append('[');
                boolean first = true;
                for (Object item : list) {
                    separate(first, depth, out);
                    write(item, inner(depth), out);
                    first = false;
                }
                close(first, depth, ']', out);
            }
            case Map<?, ?> map -> {
                out.append('{');
                boolean first = true;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    separate(first, depth, out);
                    string((String) entry.getKey(), out);
                    out.append(depth < 0 ? ":" : ": ");
                    write(entry.getValue(), inner(depth), out);
                    first = false;
                }
                close(first, depth, '}', out);
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static int inner(int depth) {
        return depth < 0 ? depth : depth + 1;
    }

    private static void separate(boolean first, int depth, StringBuilder out) {
        if (!first) {
            out.append(',');
        }
        if (depth >= 0) {
            out.append('\n').repeat("  ", depth + 1);
        }
    }

    private static void close(boolean empty, int depth, char end, StringBuilder out) {
        if (!empty && depth >= 0) {
            out.append('\n').repeat("  ", depth);
        }
        out.append(end);
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
