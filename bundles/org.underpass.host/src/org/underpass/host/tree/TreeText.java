package org.underpass.host.tree;

import java.nio.charset.StandardCharsets;
import org.underpass.host.tree.MemoryTree.Directory;
import org.underpass.host.tree.MemoryTree.Link;
import org.underpass.host.tree.MemoryTree.RegularFile;

/**
 * A whole tree of files as one text that people can read and review: how the simulated machines are kept. Lines:
 *
 * <pre>
 * # remark
 * /sys/devices/pci0000:00/0000:00:02.0     the directory that the next lines are in
 * vendor = 0x8086                          a file of one line
 * driver -&gt; ../../../bus/pci/drivers/i915  a symbolic link
 * placeholder : empty                      a file of which only the existence counts
 * resource : text                          a file of several lines, each after a tab
 * config : hex 256                         a file of that many bytes; rows as offset and bytes, the rest is 0
 * </pre>
 *
 * <p>Reading it is one pass over the text; contents are cut out when asked for. The text is bytes, each kept in one
 * character, so that contents come out as they went in; names are ASCII.
 */
public final class TreeText {

    private final String text;
    private final String name;
    private final Directory root = new Directory();
    private int line;

    private TreeText(String text, String name) {
        this.text = text;
        this.name = name;
    }

    /**
     * Reads a tree.
     *
     * @param text decoded as ISO 8859-1
     * @param name of the text, for errors
     * @throws IllegalArgumentException naming the line that does not fit
     */
    public static MemoryTree read(String text, String name) {
        TreeText reader = new TreeText(text, name);
        reader.read();
        return new MemoryTree(reader.root);
    }

    private void read() {
        Directory directory = root;
        int at = 0;
        while (at < text.length()) {
            line++;
            int end = endOfLine(at);
            char first = end == at ? '#' : text.charAt(at);
            if (first == '/') {
                directory = directory(text.substring(at + 1, end));
            } else if (first == '\t') {
                throw fault("a continued line without a file");
            } else if (first != '#') {
                at = entry(directory, at, end);
                continue;
            }
            at = end + 1;
        }
    }

    /** Reads one entry and gives the start of the line behind it. */
    private int entry(Directory directory, int start, int end) {
        int space = text.indexOf(' ', start);
        while (space > 0 && space < end) {
            if (text.startsWith(" = ", space) || text.startsWith(" =", space) && space + 2 == end) {
                int valueAt = Math.min(space + 3, end);
                put(directory, start, space, new RegularFile(() -> bytes(text.substring(valueAt, end) + "\n")));
                return end + 1;
            }
            if (text.startsWith(" -> ", space)) {
                put(directory, start, space, new Link(text.substring(space + 4, end)));
                return end + 1;
            }
            if (text.startsWith(" : ", space)) {
                return block(directory, start, space, end);
            }
            space = text.indexOf(' ', space + 1);
        }
        throw fault("neither a directory nor a file nor a link");
    }

    private int block(Directory directory, int start, int nameEnd, int end) {
        String kind = text.substring(nameEnd + 3, end);
        int body = end + 1;
        int after = body;
        while (after < text.length() && text.charAt(after) == '\t') {
            after = endOfLine(after) + 1;
            line++;
        }
        int bodyEnd = Math.min(after, text.length());
        if (kind.equals("empty")) {
            put(directory, start, nameEnd, RegularFile.of(new byte[0]));
        } else if (kind.equals("text")) {
            put(directory, start, nameEnd, new RegularFile(() -> lines(body, bodyEnd)));
        } else if (kind.startsWith("hex ")) {
            int size = Integer.parseInt(kind, 4, kind.length(), 10);
            put(directory, start, nameEnd, new RegularFile(() -> hex(body, bodyEnd, size)));
        } else {
            throw fault("unknown kind of file " + kind);
        }
        return after;
    }

    private void put(Directory directory, int start, int end, MemoryTree.Node node) {
        if (directory.children.put(text.substring(start, end), node) != null) {
            throw fault(text.substring(start, end) + " is there twice");
        }
    }

    private byte[] lines(int from, int to) {
        StringBuilder content = new StringBuilder(to - from);
        for (int at = from; at < to; at = endOfLine(at) + 1) {
            content.append(text, at + 1, endOfLine(at)).append('\n');
        }
        return bytes(content.toString());
    }

    private byte[] hex(int from, int to, int size) {
        byte[] bytes = new byte[size];
        for (int at = from; at < to; at = endOfLine(at) + 1) {
            int end = endOfLine(at);
            int colon = text.indexOf(':', at);
            int offset = Integer.parseInt(text, at + 1, colon, 16);
            for (int i = colon + 2; i + 1 < end; i += 3) {
                bytes[offset++] = (byte) (Character.digit(text.charAt(i), 16) << 4
                        | Character.digit(text.charAt(i + 1), 16));
            }
        }
        return bytes;
    }

    private Directory directory(String path) {
        Directory at = root;
        for (int start = 0; start < path.length();) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            at = at.enter(path.substring(start, end));
            if (at == null) {
                throw fault("a file or link is used as a directory");
            }
            start = end + 1;
        }
        return at;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException(name + ":" + line + ": " + what);
    }
}
