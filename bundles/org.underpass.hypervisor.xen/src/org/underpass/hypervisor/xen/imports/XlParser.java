package org.underpass.hypervisor.xen.imports;

import java.util.ArrayList;
import java.util.List;
import org.underpass.spi.hypervisor.ImportException;

/**
 * The syntax of xl.cfg: assignments of numbers, strings in quotes and lists in brackets, ended by a line end or a
 * semicolon; comments from {@code #} on. Bounded in length, depth and number.
 */
final class XlParser {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_SETTINGS = 10_000;

    /**
     * One assignment.
     *
     * @param value a {@code String} (numbers too), or a {@code List} of such values
     * @param added whether it adds to what the key had ({@code +=})
     */
    record Setting(String key, Object value, boolean added, int line) {
    }

    private final String text;
    private int at;
    private int line = 1;

    private XlParser(String text) {
        this.text = text;
    }

    /**
     * The assignments in order.
     *
     * @throws ImportException with the line of the first error
     */
    static List<Setting> parse(String text) throws ImportException {
        if (text.length() > MAX_CHARACTERS) {
            throw new ImportException(0, "it has more than 1 MiB; expected the configuration of one guest");
        }
        return new XlParser(text).settings();
    }

    private List<Setting> settings() throws ImportException {
        List<Setting> all = new ArrayList<>();
        while (true) {
            blank(true);
            if (at >= text.length()) {
                return all;
            }
            if (peek() == ';') {
                at++;
                continue;
            }
            int start = line;
            String key = word();
            if (key.isEmpty() || !Character.isLetter(key.charAt(0)) && key.charAt(0) != '_') {
                throw error("expected the name of a setting, found " + found());
            }
            blank(false);
            boolean added = text.startsWith("+=", at);
            if (!added && !text.startsWith("=", at)) {
                throw error("expected '=' after " + key + ", found " + found());
            }
            at += added ? 2 : 1;
            blank(false);
            all.add(new Setting(key, value(0), added, start));
            if (all.size() > MAX_SETTINGS) {
                throw error("more than " + MAX_SETTINGS + " settings");
            }
            blank(false);
            if (at < text.length() && peek() != '\n' && peek() != ';') {
                throw error("expected the end of the line, found " + found());
            }
        }
    }

    private Object value(int depth) throws ImportException {
        char c = at < text.length() ? peek() : '\n';
        if (c == '[') {
            if (depth >= MAX_DEPTH) {
                throw error("lists are nested more than " + MAX_DEPTH + " deep");
            }
            return list(depth);
        }
        if (c == '"' || c == '\'') {
            return string(c);
        }
        String number = word();
        if (number.isEmpty() || !Character.isDigit(number.charAt(0))) {
            throw error("expected a number, a string in quotes or a list in brackets, found "
                    + (number.isEmpty() ? found() : number));
        }
        return number;
    }

    private List<Object> list(int depth) throws ImportException {
        List<Object> items = new ArrayList<>();
        int start = line;
        at++;
        while (true) {
            blank(true);
            if (at >= text.length()) {
                throw new ImportException(start, "the list that begins here has no end; expected ']'");
            }
            if (peek() == ']') {
                at++;
                return items;
            }
            items.add(value(depth + 1));
            blank(true);
            if (at < text.length() && peek() == ',') {
                at++;
            } else if (at < text.length() && peek() != ']') {
                throw error("expected ',' or ']' in a list, found " + found());
            }
        }
    }

    private String string(char quote) throws ImportException {
        StringBuilder value = new StringBuilder();
        int start = line;
        at++;
        while (at < text.length() && peek() != quote && peek() != '\n') {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                value.append(switch (escaped) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    default -> escaped;
                });
            } else {
                value.append(c);
            }
        }
        if (at >= text.length() || peek() != quote) {
            throw new ImportException(start, "the string that begins here has no end; expected " + quote);
        }
        at++;
        return value.toString();
    }

    /** Skips white space and comments; line ends too where they mean nothing. */
    private void blank(boolean lines) {
        while (at < text.length()) {
            char c = peek();
            if (c == '#') {
                while (at < text.length() && peek() != '\n') {
                    at++;
                }
            } else if (c == '\n' && !lines || c != '\n' && c != ' ' && c != '\t' && c != '\r' && c != '\f') {
                return;
            } else {
                line += c == '\n' ? 1 : 0;
                at++;
            }
        }
    }

    private String word() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || peek() == '_')) {
            at++;
        }
        return text.substring(start, at);
    }

    private char peek() {
        return text.charAt(at);
    }

    private String found() {
        return at >= text.length() ? "the end of the file" : peek() == '\n' ? "the end of the line"
                : peek() < ' ' || peek() > '~' ? "the character " + String.format("U+%04X", (int) peek())
                : "'" + peek() + "'";
    }

    private ImportException error(String message) {
        return new ImportException(line, message);
    }
}
