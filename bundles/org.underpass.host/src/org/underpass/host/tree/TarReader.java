package org.underpass.host.tree;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.underpass.host.FileTree;
import org.underpass.host.tree.MemoryTree.Directory;
import org.underpass.host.tree.MemoryTree.Link;
import org.underpass.host.tree.MemoryTree.Node;
import org.underpass.host.tree.MemoryTree.RegularFile;

/**
 * Reads a tar archive into memory, trusting nothing in it. Formats: POSIX ustar and pax (IEEE 1003.1, pax), and GNU's
 * long names. Names that leave the tree, devices, pipes, links out of the tree, sparse files and archives without an
 * end are refused, with the entry's name and the offset of its header in the unpacked archive.
 */
final class TarReader {

    /** What is wrong with an archive, and where. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String message, long offset) {
            super(message + " (offset " + offset + " of the unpacked archive)");
        }
    }

    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 200_000;
    private static final int LONGEST_NAME = 4096;
    private static final long MOST_KEPT = 256L << 20;
    private static final int LONGEST_HEADER = 1 << 20;

    private final InputStream in;
    private final Directory root = new Directory();
    private final Map<String, Long> linkOffsets = new HashMap<>();
    private final byte[] header = new byte[BLOCK];
    private long offset;
    private long headerAt;
    private long kept;
    private int entries;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** Reads all. @throws Malformed for what is refused */
    Directory read() throws IOException {
        Map<String, String> global = new HashMap<>();
        Map<String, String> extra = new HashMap<>();
        while (true) {
            headerAt = offset;
            fill(header, BLOCK, "the header of an entry or two blocks of zeros as the end");
            if (isZero()) {
                links();
                return root;
            }
            checkHeader();
            char type = (char) (header[156] & 0xff);
            long size = extra.containsKey("size") ? paxSize(extra) : number(124, 12, "size");
            switch (type) {
                case 'x' -> extra.putAll(pax(longHeader(size)));
                case 'g' -> global.putAll(pax(longHeader(size)));
                case 'L' -> extra.put("path", text(longHeader(size)));
                case 'K' -> extra.put("linkpath", text(longHeader(size)));
                default -> {
                    if (++entries > MOST_ENTRIES) {
                        throw new Malformed("more than " + MOST_ENTRIES + " entries", headerAt);
                    }
                    String name = extra.getOrDefault("path", global.getOrDefault("path", name()));
                    String target = extra.getOrDefault("linkpath", string(157, 100));
                    sparse(extra, name);
                    entry(type, name, target, size);
                    extra.clear();
                }
            }
        }
    }

    private void entry(char type, String rawName, String target, long size) throws IOException {
        String shown = printable(rawName);
        if (rawName.startsWith("/")) {
            throw new Malformed("entry \"" + shown + "\": expected a relative name", headerAt);
        }
        if (rawName.length() > LONGEST_NAME || rawName.indexOf('\0') >= 0) {
            throw new Malformed("entry \"" + shown + "\": expected a name of at most " + LONGEST_NAME
                    + " characters without NUL", headerAt);
        }
        String name = LinkedTree.clean(rawName);
        if (name.equals("..") || name.startsWith("../") || name.contains("/../") || name.endsWith("/..")) {
            throw new Malformed("entry \"" + shown + "\": its name leads out of the archive by \"..\"", headerAt);
        }
        switch (type) {
            case '5', 'D' -> {
                skip(size, shown);
                directory(name, shown);
            }
            case '2' -> {
                skip(size, shown);
                put(name, new Link(target), shown);
            }
            case '1' -> {
                skip(size, shown);
                put(name, hardLink(name, target, shown), shown);
            }
            case '0', '\0', '7' -> {
                if (rawName.endsWith("/")) {
                    skip(size, shown);
                    directory(name, shown);
                } else {
                    put(name, file(size, shown), shown);
                }
            }
            case '3', '4' -> throw new Malformed("entry \"" + shown + "\" is a device; expected files, directories and "
                    + "links", headerAt);
            case '6' -> throw new Malformed("entry \"" + shown + "\" is a pipe; expected files, directories and links",
                    headerAt);
            default -> throw new Malformed("entry \"" + shown + "\" is of type '" + printable(String.valueOf(type))
                    + "'; expected files, directories and links", headerAt);
        }
    }

    private void sparse(Map<String, String> extra, String name) throws Malformed {
        if (header[156] == 'S' || extra.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
            throw new Malformed("entry \"" + printable(name) + "\" is a sparse file; expected an archive made without "
                    + "--sparse", headerAt);
        }
    }

    private RegularFile file(long size, String shown) throws IOException {
        if (size > FileTree.SIZE_LIMIT) {
            skip(size, shown);
            return new RegularFile(null);
        }
        kept += size;
        if (kept > MOST_KEPT) {
            throw new Malformed("more than " + (MOST_KEPT >> 20) + " MiB of files, at entry \"" + shown + "\"",
                    headerAt);
        }
        byte[] bytes = new byte[(int) size];
        fill(bytes, bytes.length, "the content of \"" + shown + "\"");
        skip(-size & (BLOCK - 1), shown, "");
        return RegularFile.of(bytes);
    }

    private Node hardLink(String name, String target, String shown) throws Malformed {
        String clean = LinkedTree.clean(target);
        if (target.startsWith("/") || !(new MemoryTree(root).node(clean) instanceof RegularFile)) {
            throw new Malformed("entry \"" + shown + "\" is a hard link to \"" + printable(target)
                    + "\"; expected a file that came before it in the archive", headerAt);
        }
        return new MemoryTree(root).node(clean);
    }

    private void directory(String name, String shown) throws Malformed {
        if (!name.isEmpty()) {
            enter(name, shown);
        }
    }

    private Directory enter(String path, String shown) throws Malformed {
        Directory at = root;
        for (int start = 0; start < path.length();) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            at = at.enter(path.substring(start, end));
            if (at == null) {
                throw new Malformed("entry \"" + shown + "\" goes through a file or link of the archive; expected a "
                        + "directory", headerAt);
            }
            start = end + 1;
        }
        return at;
    }

    private void put(String name, Node node, String shown) throws Malformed {
        int slash = name.lastIndexOf('/');
        String last = name.substring(slash + 1);
        if (last.isEmpty()) {
            throw new Malformed("entry \"" + shown + "\": expected a name", headerAt);
        }
        Directory parent = slash < 0 ? root : enter(name.substring(0, slash), shown);
        Node before = parent.children.put(last, node);
        if (before != null && !same(before, node)) {
            throw new Malformed("entry \"" + shown + "\" is there twice with different contents", headerAt);
        }
        if (node instanceof Link) {
            linkOffsets.put(name, headerAt);
        }
    }

    private static boolean same(Node one, Node other) {
        if (one instanceof RegularFile first && other instanceof RegularFile second) {
            return first == second || first.content() != null && second.content() != null
                    && Arrays.equals(first.content().bytes(), second.content().bytes());
        }
        return one.equals(other);
    }

    /** No link may lead out of the tree; an absolute one only into a directory that the captured root has. */
    private void links() throws IOException {
        MemoryTree tree = new MemoryTree(root);
        Directory captured = ArchiveTree.capturedRoot(root);
        for (Map.Entry<String, Long> entry : linkOffsets.entrySet()) {
            String target = ((Link) tree.node(entry.getKey())).target();
            boolean out = target.isEmpty() || target.indexOf('\0') >= 0 || climbsOut(entry.getKey(), target)
                    || target.startsWith("/") && !(captured.children.get(firstName(target)) instanceof Directory);
            if (out) {
                throw new Malformed("entry \"" + printable(entry.getKey()) + "\" is a link to \"" + printable(target)
                        + "\", which leads out of the archive", entry.getValue());
            }
        }
    }

    private static String firstName(String path) {
        String clean = LinkedTree.clean(path);
        int slash = clean.indexOf('/');
        return slash < 0 ? clean : clean.substring(0, slash);
    }

    private static boolean climbsOut(String name, String target) {
        int depth = 0;
        for (int i = 0; i < name.length() && !target.startsWith("/"); i++) {
            depth += name.charAt(i) == '/' ? 1 : 0;
        }
        for (String part : target.split("/")) {
            depth += part.equals("..") ? -1 : part.isEmpty() || part.equals(".") ? 0 : 1;
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    private void checkHeader() throws Malformed {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(148, 8, "checksum")) {
            throw new Malformed("expected the header of a tar entry, whose checksum fits", headerAt);
        }
    }

    /** Octal digits, or GNU's base 256 where the first bit is set. */
    private long number(int at, int length, String what) throws Malformed {
        long value = 0;
        if ((header[at] & 0x80) != 0) {
            for (int i = at + length - 8; i < at + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
        } else {
            for (int i = at; i < at + length; i++) {
                int c = header[i];
                if (c >= '0' && c <= '7') {
                    value = value << 3 | c - '0';
                } else if (c != ' ' && c != 0) {
                    throw new Malformed("expected octal digits as " + what + " of an entry", headerAt + at);
                }
            }
        }
        if (value < 0) {
            throw new Malformed("the " + what + " of an entry is negative", headerAt + at);
        }
        return value;
    }

    private long paxSize(Map<String, String> extra) throws Malformed {
        try {
            long size = Long.parseLong(extra.get("size"));
            if (size >= 0) {
                return size;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Malformed("expected a number as size in an extended header", headerAt);
    }

    private byte[] longHeader(long size) throws IOException {
        if (size > LONGEST_HEADER) {
            throw new Malformed("an extended header of " + size + " bytes; expected at most " + LONGEST_HEADER,
                    headerAt);
        }
        byte[] bytes = new byte[(int) size];
        fill(bytes, bytes.length, "an extended header");
        skip(-size & (BLOCK - 1), "", "an extended header");
        return bytes;
    }

    /** Records "LENGTH KEY=VALUE\n". */
    private Map<String, String> pax(byte[] bytes) throws Malformed {
        Map<String, String> found = new HashMap<>();
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int start = at;
            int length = 0;
            while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && length < LONGEST_HEADER) {
                length = length * 10 + bytes[at++] - '0';
            }
            int end = start + length;
            if (at == start || end > bytes.length || end <= at + 1 || bytes[at] != ' ' || bytes[end - 1] != '\n') {
                throw new Malformed("expected \"LENGTH KEY=VALUE\" in an extended header", headerAt + BLOCK + start);
            }
            String record = new String(bytes, at + 1, end - at - 2, StandardCharsets.UTF_8);
            int equals = record.indexOf('=');
            if (equals > 0) {
                found.put(record.substring(0, equals), record.substring(equals + 1));
            }
            at = end;
        }
        return found;
    }

    private static String text(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private String name() {
        String name = string(0, 100);
        boolean ustar = header[257] == 'u' && header[258] == 's' && header[259] == 't' && header[262] == 0;
        String prefix = ustar ? string(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String string(int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private void skip(long size, String shown) throws IOException {
        skip(size + (-size & (BLOCK - 1)), shown, "the content of \"" + shown + "\"");
    }

    private void skip(long count, String shown, String expected) throws IOException {
        byte[] buffer = new byte[(int) Math.min(count, 1 << 16)];
        for (long left = count; left > 0;) {
            int part = (int) Math.min(left, buffer.length);
            fill(buffer, part, expected.isEmpty() ? "the padding of \"" + shown + "\"" : expected);
            left -= part;
        }
    }

    private void fill(byte[] buffer, int length, String expected) throws IOException {
        int filled = 0;
        try {
            while (filled < length) {
                int got = in.read(buffer, filled, length - filled);
                if (got < 0) {
                    throw new Malformed("the archive is cut off: expected " + expected + ", "
                            + (length - filled) + " bytes more", offset);
                }
                filled += got;
                offset += got;
            }
        } catch (Malformed e) {
            throw e;
        } catch (ArchiveTree.TooLarge e) {
            throw e;
        } catch (IOException e) {
            throw broken(e, expected, offset);
        }
    }

    /** Each library has its own words for data that end early: commons-compress, zstd-jni, xz, java.util.zip. */
    static Malformed broken(IOException e, String expected, long offset) {
        String words = String.valueOf(e.getMessage());
        boolean ends = e instanceof EOFException || words.contains("nexpected end") || words.contains("runcated");
        return new Malformed(ends ? "the compressed archive is cut off: expected " + expected
                : "the compressed data are damaged: " + words, offset);
    }

    private static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), 200); i++) {
            char c = name.charAt(i);
            shown.append(c < ' ' || c == 0x7f ? '?' : c);
        }
        return name.length() > 200 ? shown.append('…').toString() : shown.toString();
    }
}
