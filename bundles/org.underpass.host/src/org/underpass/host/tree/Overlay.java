package org.underpass.host.tree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.underpass.host.tree.MemoryTree.Directory;
import org.underpass.host.tree.MemoryTree.Link;
import org.underpass.host.tree.MemoryTree.Node;
import org.underpass.host.tree.MemoryTree.RegularFile;

/**
 * What is different about a tree: files, links and directories that it has more or other ones, and paths that it has no
 * longer. Paths have no links in them. A change that makes a path as it was before vanishes, so that an overlay that was
 * undone is empty. Not thread-safe.
 *
 * <p>As text: one line each, sorted by path: {@code D path}, {@code F path base64}, {@code G path} (gone),
 * {@code L path target}.
 */
public final class Overlay {

    /** One difference. */
    private sealed interface Change {
    }

    private record File(byte[] bytes) implements Change {
    }

    private record Target(String text) implements Change {
    }

    private record Folder() implements Change {
    }

    private record Gone() implements Change {
    }

    private final MemoryTree base;
    private final TreeMap<String, Change> changes = new TreeMap<>();
    private MemoryTree made;

    /** No difference from this tree. */
    public Overlay(MemoryTree base) {
        this.base = base;
    }

    /** Whether nothing is different. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** The path is a file with these bytes. */
    public void file(String path, byte[] bytes) {
        boolean same = base.node(path) instanceof RegularFile file && file.content() != null
                && Arrays.equals(file.content().bytes(), bytes);
        set(path, new File(bytes), same);
    }

    /** The path is a file of one line. */
    public void line(String path, String text) {
        file(path, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The path is a link. */
    public void link(String path, String target) {
        set(path, new Target(target), base.node(path) instanceof Link link && link.target().equals(target));
    }

    /** The path is a directory. */
    public void folder(String path) {
        set(path, new Folder(), base.node(path) instanceof Directory);
    }

    /** The path, and all below it, is not there. */
    public void gone(String path) {
        clear(path);
        set(path, new Gone(), base.node(path) == null);
    }

    /** The path, and all below it, is as in the tree. */
    public void clear(String path) {
        made = null;
        changes.remove(path);
        changes.subMap(path + "/", path + "0").clear();
    }

    private void set(String path, Change change, boolean same) {
        made = null;
        if (same) {
            changes.remove(path);
        } else {
            changes.put(path, change);
        }
    }

    /** The tree with all differences. Costs a copy of its directories after each change. */
    public MemoryTree tree() {
        if (made != null) {
            return made;
        }
        Directory root = copy((Directory) base.node(""));
        // A path that is gone may have something anew below it, so what is gone goes first.
        changes.forEach((path, change) -> {
            if (change instanceof Gone) {
                put(root, path, null);
            }
        });
        changes.forEach((path, change) -> {
            if (change instanceof File file) {
                put(root, path, RegularFile.of(file.bytes));
            } else if (change instanceof Target target) {
                put(root, path, new Link(target.text));
            } else if (change instanceof Folder) {
                put(root, path, new Directory());
            }
        });
        made = new MemoryTree(root);
        return made;
    }

    private static Directory copy(Directory from) {
        Directory made = new Directory();
        from.children.forEach((name, node) -> made.children.put(name,
                node instanceof Directory directory ? copy(directory) : node));
        return made;
    }

    private static void put(Directory root, String path, Node node) {
        Directory at = root;
        int start = 0;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
            Node next = at.children.get(path.substring(start, end));
            if (next == null && node == null) {
                return;
            }
            if (next == null) {
                next = new Directory();
                at.children.put(path.substring(start, end), next);
            }
            if (!(next instanceof Directory directory)) {
                return;
            }
            at = directory;
            start = end + 1;
        }
        if (node == null) {
            at.children.remove(path.substring(start));
        } else if (!(node instanceof Directory) || !(at.children.get(path.substring(start)) instanceof Directory)) {
            at.children.put(path.substring(start), node);
        }
    }

    /** The differences as text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        changes.forEach((path, change) -> {
            if (change instanceof File file) {
                text.append("F ").append(path).append(' ').append(Base64.getEncoder().encodeToString(file.bytes));
            } else if (change instanceof Target target) {
                text.append("L ").append(path).append(' ').append(target.text);
            } else {
                text.append(change instanceof Folder ? "D " : "G ").append(path);
            }
            text.append('\n');
        });
        return text.toString();
    }

    /**
     * Adds the differences of a text.
     *
     * @throws IllegalArgumentException naming the line that is none
     */
    public void add(String text) {
        int number = 0;
        for (String row : text.split("\n")) {
            number++;
            String[] words = row.split(" ", 3);
            if (row.isEmpty()) {
                continue;
            }
            if (words[0].equals("F") && words.length == 3) {
                file(words[1], Base64.getDecoder().decode(words[2]));
            } else if (words[0].equals("L") && words.length == 3) {
                link(words[1], words[2]);
            } else if (words[0].equals("D") && words.length == 2) {
                folder(words[1]);
            } else if (words[0].equals("G") && words.length == 2) {
                set(words[1], new Gone(), false);
            } else {
                throw new IllegalArgumentException("line " + number + " says no difference");
            }
        }
    }

    /** Every file and link of a tree, as path and content, for comparing whole machines. Directories end with a slash. */
    public static Map<String, String> listing(MemoryTree tree) {
        Map<String, String> all = new LinkedHashMap<>();
        list((Directory) tree.node(""), "", all);
        return all;
    }

    private static void list(Directory directory, String prefix, Map<String, String> all) {
        List<String> names = new ArrayList<>(directory.children.keySet());
        names.sort(null);
        for (String name : names) {
            Node node = directory.children.get(name);
            String path = prefix + name;
            if (node instanceof Directory inner) {
                all.put(path + "/", "");
                list(inner, path + "/", all);
            } else if (node instanceof Link link) {
                all.put(path, "-> " + link.target());
            } else if (node instanceof RegularFile file) {
                all.put(path, file.content() == null ? "?" : new String(file.content().bytes(),
                        StandardCharsets.ISO_8859_1));
            }
        }
    }
}
