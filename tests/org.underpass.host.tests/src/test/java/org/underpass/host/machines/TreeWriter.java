package org.underpass.host.machines;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects files and writes them as the text that {@code org.underpass.host.tree.TreeText} reads. */
final class TreeWriter {

    private final Map<String, Map<String, String>> directories = new TreeMap<>();

    void line(String path, String value) {
        if (value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(path);
        }
        put(path, value.isEmpty() ? " =" : " = " + value);
    }

    void text(String path, String content) {
        StringBuilder block = new StringBuilder(" : text");
        for (String line : content.split("\n")) {
            block.append("\n\t").append(line);
        }
        put(path, block.toString());
    }

    void empty(String path) {
        put(path, " : empty");
    }

    void directory(String path) {
        directories.computeIfAbsent(path, key -> new TreeMap<>());
    }

    void bytes(String path, byte[] bytes) {
        StringBuilder block = new StringBuilder(" : hex " + bytes.length);
        HexFormat hex = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < bytes.length; at += 16) {
            byte[] row = Arrays.copyOfRange(bytes, at, Math.min(at + 16, bytes.length));
            if (!Arrays.equals(row, new byte[row.length])) {
                block.append(String.format("\n\t%03x: ", at)).append(hex.formatHex(row));
            }
        }
        put(path, block.toString());
    }

    /** A link with the relative text that sysfs would have. */
    void link(String path, String target) {
        List<String> from = new ArrayList<>(List.of(path.split("/")));
        List<String> to = new ArrayList<>(List.of(target.split("/")));
        from.removeLast();
        while (!from.isEmpty() && to.size() > 1 && from.getFirst().equals(to.getFirst())) {
            from.removeFirst();
            to.removeFirst();
        }
        rawLink(path, "../".repeat(from.size()) + String.join("/", to));
    }

    void rawLink(String path, String text) {
        put(path, " -> " + text);
    }

    private void put(String path, String entry) {
        int slash = path.lastIndexOf('/');
        Map<String, String> directory = directories.computeIfAbsent(slash < 0 ? "" : path.substring(0, slash),
                key -> new TreeMap<>());
        if (directory.put(path.substring(slash + 1), entry) != null) {
            throw new IllegalArgumentException(path + " is there twice");
        }
    }

    String render(String remark) {
        StringBuilder text = new StringBuilder();
        for (String line : remark.split("\n")) {
            text.append("# ").append(line).append('\n');
        }
        directories.forEach((path, entries) -> {
            text.append('/').append(path).append('\n');
            entries.forEach((name, entry) -> text.append(name).append(entry).append('\n'));
        });
        return text.toString();
    }
}
