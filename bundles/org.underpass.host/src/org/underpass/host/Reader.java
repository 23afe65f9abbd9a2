package org.underpass.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads texts and numbers from a tree. */
final class Reader {

    /** A line of a text with its number, from 1. */
    record Line(int number, String text) {
    }

    private final FileTree tree;

    Reader(FileTree tree) {
        this.tree = tree;
    }

    FileTree tree() {
        return tree;
    }

    /**
     * A whole text. Archives made by plain tar pad sysfs files to the size that the kernel claims: what follows a NUL
     * is dropped.
     */
    Fact<String> text(String path) {
        return tree.read(path).map(Reader::decode);
    }

    private static String decode(byte[] bytes) {
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The only line of an attribute, without white space around it. */
    Fact<String> line(String path) {
        return text(path).map(String::strip);
    }

    /** As {@link #line}, but unknown where the file is empty: then a capture has its name only. */
    Fact<String> filledLine(String path) {
        return line(path).flatMap(text -> text.isEmpty() ? Fact.unknown("the file is empty", path)
                : Fact.known(text, path));
    }

    /** A decimal number, or a hexadecimal one after 0x. */
    Fact<Long> number(String path) {
        return parsed(path, "a number", Reader::parseNumber);
    }

    Fact<Integer> integer(String path) {
        return number(path).flatMap(value -> value == value.intValue() ? Fact.known(value.intValue(), path)
                : Fact.unknown("the number is too large: " + value, path));
    }

    /** A hexadecimal number without 0x. */
    Fact<Long> hex(String path) {
        return parsed(path, "a hexadecimal number", Reader::parseHex);
    }

    /** 0 or 1, N or Y. */
    Fact<Boolean> flag(String path) {
        return parsed(path, "0 or 1", text -> switch (text) {
            case "1", "Y" -> Optional.of(true);
            case "0", "N" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    <T> Fact<T> parsed(String path, String expected, Function<String, Optional<T>> parse) {
        return filledLine(path).flatMap(text -> {
            Optional<T> value = parse.apply(text);
            return value.isPresent() ? Fact.known(value.get(), path)
                    : Fact.unknown("expected " + expected + ", found \"" + shorten(text) + "\"", path);
        });
    }

    Fact<List<Line>> lines(String path) {
        return text(path).map(Reader::split);
    }

    static List<Line> split(String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            number++;
            int last = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
            lines.add(new Line(number, text.substring(start, last)));
            start = end + 1;
        }
        return lines;
    }

    /** Words between blanks and tabs. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || text.charAt(i) <= ' ';
            if (!blank && start < 0) {
                start = i;
            } else if (blank && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    static Optional<Long> parseNumber(String text) {
        try {
            return Optional.of(text.startsWith("0x") ? Long.parseUnsignedLong(text, 2, text.length(), 16)
                    : Long.parseLong(text));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    static Optional<Long> parseHex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        try {
            return Optional.of(Long.parseUnsignedLong(digits, 16));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A CPU or node list such as {@code 0-3,8}; empty where it is none. */
    static Optional<List<Integer>> parseList(String text) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : text.split(",")) {
            int dash = part.indexOf('-');
            Optional<Long> first = parseNumber(dash < 0 ? part : part.substring(0, dash));
            Optional<Long> last = dash < 0 ? first : parseNumber(part.substring(dash + 1));
            if (first.isEmpty() || last.isEmpty() || first.get() < 0 || last.get() < first.get()
                    || last.get() > 1 << 20) {
                return Optional.empty();
            }
            for (long number = first.get(); number <= last.get(); number++) {
                numbers.add((int) number);
            }
        }
        return Optional.of(List.copyOf(numbers));
    }

    private static String shorten(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
