package org.underpass.host.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tree of files held in memory. Built once by one thread, then only read. */
public final class MemoryTree extends LinkedTree<MemoryTree.Node> {

    /** What a path can lead to. */
    public sealed interface Node {
    }

    /** A directory. */
    static final class Directory implements Node {
        final Map<String, Node> children = new HashMap<>();

        /** The directory of that name in this one, made where there is nothing yet; null where it is no directory. */
        Directory enter(String name) {
            Node child = children.get(name);
            if (child == null) {
                child = new Directory();
                children.put(name, child);
            }
            return child instanceof Directory directory ? directory : null;
        }
    }

    /** Gives a file's bytes when first asked for. */
    interface Content {
        byte[] bytes();
    }

    /** A regular file; {@code content} is null where it was too long to be kept. */
    record RegularFile(Content content) implements Node {
        static RegularFile of(byte[] bytes) {
            return new RegularFile(() -> bytes);
        }
    }

    /** A symbolic link. */
    record Link(String target) implements Node {
    }

    private final Directory root;

    MemoryTree(Directory root) {
        this.root = root;
    }

    /** A tree without any file, of a source that has none. */
    public static MemoryTree empty() {
        return new MemoryTree(new Directory());
    }

    /** The node at a path, no link followed; null where there is none. */
    Node node(String path) {
        Node at = root;
        int start = 0;
        while (start <= path.length() && !path.isEmpty()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            if (!(at instanceof Directory directory)) {
                return null;
            }
            at = directory.children.get(path.substring(start, end));
            start = end + 1;
        }
        return at;
    }

    @Override
    protected Node root() {
        return root;
    }

    @Override
    protected Node child(Node directory, String name) {
        return ((Directory) directory).children.get(name);
    }

    @Override
    protected Kind kind(Node node) {
        // No pattern switch: the JVM would link it anew in every run of the short-lived command.
        return node instanceof Directory ? Kind.DIRECTORY : node instanceof Link ? Kind.LINK : Kind.FILE;
    }

    @Override
    protected String target(Node link) {
        return ((Link) link).target;
    }

    @Override
    protected byte[] bytes(Node file) {
        Content content = ((RegularFile) file).content;
        return content == null ? null : content.bytes();
    }

    @Override
    protected List<String> names(Node directory) {
        List<String> names = new ArrayList<>(((Directory) directory).children.keySet());
        Collections.sort(names);
        return List.copyOf(names);
    }
}
