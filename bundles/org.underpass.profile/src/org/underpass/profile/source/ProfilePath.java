package org.underpass.profile.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a value within a profile, as people write it: {@code devices[0].rom.file}. Keys that hold other
 * characters than letters, digits, hyphen and underscore stand in brackets and quotes: {@code cpu.features["sse4.2"]}.
 *
 * @param steps from the root: a {@link String} for a key, an {@link Integer} for a position from 0
 */
public record ProfilePath(List<Object> steps) {
    /** The whole profile, written as the empty text. */
    public static final ProfilePath ROOT = new ProfilePath(List.of());

    /** Copies. */
    public ProfilePath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if the text is no path
     */
    public static ProfilePath parse(String text) {
        List<Object> steps = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '[') {
                at = bracket(text, at, steps);
            } else {
                if (c == '.' && !steps.isEmpty()) {
                    at++;
                }
                int from = at;
                while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
                    at++;
                }
                if (from == at) {
                    throw malformed(text, from);
                }
                steps.add(text.substring(from, at));
            }
        }
        return new ProfilePath(steps);
    }

    private static int bracket(String text, int open, List<Object> steps) {
        int at = open + 1;
        if (at < text.length() && text.charAt(at) == '"') {
            StringBuilder key = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                key.append(text.charAt(at));
            }
            steps.add(key.toString());
            at++;
        } else {
            int number = 0;
            int from = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && at - from < 9) {
                number = number * 10 + text.charAt(at++) - '0';
            }
            if (from == at) {
                throw malformed(text, at);
            }
            steps.add(number);
        }
        if (at >= text.length() || text.charAt(at) != ']') {
            throw malformed(text, Math.min(at, text.length()));
        }
        return at + 1;
    }

    private static IllegalArgumentException malformed(String text, int at) {
        return new IllegalArgumentException("not a path of a profile: \"" + text + "\" at character " + (at + 1)
                + ", expected something like devices[0].rom.file");
    }

    /** The path of a key within this. */
    public ProfilePath key(String key) {
        return step(key);
    }

    /** The path of an item within this list. */
    public ProfilePath item(int index) {
        return step(index);
    }

    private ProfilePath step(Object step) {
        List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new ProfilePath(longer);
    }

    /** Without the last step; the root is its own parent. */
    public ProfilePath parent() {
        return steps.isEmpty() ? this : new ProfilePath(steps.subList(0, steps.size() - 1));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Object step : steps) {
            append(text, step);
        }
        return text.toString();
    }

    /** The path of a key within another, both as text; cheaper than going through objects. */
    public static String child(String path, String key) {
        return append(new StringBuilder(path), key).toString();
    }

    /** The path of a list item, both as text. */
    public static String child(String path, int index) {
        return new StringBuilder(path).append('[').append(index).append(']').toString();
    }

    private static StringBuilder append(StringBuilder text, Object step) {
        if (step instanceof String key && !isPlain(key)) {
            text.append("[\"").append(key.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"]");
        } else if (step instanceof String key) {
            text.append(text.isEmpty() ? "" : ".").append(key);
        } else {
            text.append('[').append(step).append(']');
        }
        return text;
    }

    private static boolean isPlain(String key) {
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return !key.isEmpty();
    }
}
