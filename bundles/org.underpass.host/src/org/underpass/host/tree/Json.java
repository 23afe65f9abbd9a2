package org.underpass.host.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the small JSON files that a host has, into maps, lists, strings, numbers and booleans ({@code null} becomes an
 * empty string). Here so that a look at a host loads no JSON library.
 */
public final class Json {

    private static final int MAX_DEPTH = 64;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Empty where the text is no JSON. */
    public static Optional<Object> parse(String text) {
        Json reader = new Json(text);
        try {
            Object value = reader.value(0);
            reader.blanks();
            return reader.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("too deep");
        }
        blanks();
        char first = text.charAt(at);
        switch (first) {
            case '{' -> {
                Map<String, Object> members = new LinkedHashMap<>();
                at++;
                while (more('}', members.isEmpty())) {
                    blanks();
                    String name = string();
                    expect(':');
                    members.put(name, value(depth + 1));
                }
                return members;
            }
            case '[' -> {
                List<Object> items = new ArrayList<>();
                at++;
                while (more(']', items.isEmpty())) {
                    items.add(value(depth + 1));
                }
                return items;
            }
            case '"' -> {
                return string();
            }
            default -> {
                int start = at;
                while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at))
                        || "+-.".indexOf(text.charAt(at)) >= 0)) {
                    at++;
                }
                String word = text.substring(start, at);
                return switch (word) {
                    case "true" -> true;
                    case "false" -> false;
                    case "null" -> "";
                    default -> Double.valueOf(word);
                };
            }
        }
    }

    /** Whether another member or item follows; passes over the comma or the closing bracket. */
    private boolean more(char close, boolean first) {
        blanks();
        if (text.charAt(at) == close) {
            at++;
            return false;
        }
        if (!first) {
            expect(',');
        }
        return true;
    }

    private String string() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char next = text.charAt(at++);
            if (next != '\\') {
                value.append(next);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> value.append('\n');
                case 't' -> value.append('\t');
                case 'r' -> value.append('\r');
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'u' -> {
                    value.append((char) Integer.parseInt(text, at, at + 4, 16));
                    at += 4;
                }
                default -> value.append(escaped);
            }
        }
        at++;
        return value.toString();
    }

    private void expect(char wanted) {
        blanks();
        if (text.charAt(at++) != wanted) {
            throw new IllegalArgumentException("expected " + wanted);
        }
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    /** The object of that name in an object; empty where there is none. */
    public static Map<?, ?> object(Map<?, ?> from, String name) {
        return from.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The text of that name in an object; empty where there is none. */
    public static Optional<String> text(Map<?, ?> from, String name) {
        return from.get(name) instanceof String found && !found.isEmpty() ? Optional.of(found) : Optional.empty();
    }

    /** The texts in a list of that name. */
    public static List<String> texts(Map<?, ?> from, String name) {
        return from.get(name) instanceof List<?> list
                ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList() : List.of();
    }
}
