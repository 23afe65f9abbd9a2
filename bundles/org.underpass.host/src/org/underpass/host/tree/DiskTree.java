package org.underpass.host.tree;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Files below a folder of the file system, be it a capture or the machine's own root. Links are followed by
 * {@link LinkedTree}, component by component, never by the system, so that none leads out of the folder.
 */
public class DiskTree extends LinkedTree<DiskTree.Node> {

    /** A file of the file system and what it is. */
    public record Node(Path path, Kind kind) {
    }

    private final Node root;
    private final boolean wholeMachine;

    /** @param wholeMachine whether the folder is the root of the machine that we run on */
    public DiskTree(Path root, boolean wholeMachine) {
        this.root = new Node(root, Kind.DIRECTORY);
        this.wholeMachine = wholeMachine;
    }

    @Override
    protected boolean isWholeMachine() {
        return wholeMachine;
    }

    @Override
    protected Node root() {
        return root;
    }

    @Override
    protected Node child(Node directory, String name) {
        Path path;
        try {
            path = directory.path.resolve(name);
        } catch (InvalidPathException e) {
            return null;
        }
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return new Node(path, found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.DIRECTORY
                    : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER);
        } catch (AccessDeniedException e) {
            return new Node(path, Kind.DENIED);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    protected Kind kind(Node node) {
        return node.kind;
    }

    @Override
    protected String target(Node link) throws IOException {
        return Files.readSymbolicLink(link.path).toString();
    }

    @Override
    protected byte[] bytes(Node node) throws IOException {
        File file = node.path.toFile();
        // Sizes of sysfs and procfs files are 4096 or 0 whatever they hold, so only reading tells.
        try (InputStream in = new FileInputStream(file)) {
            byte[] buffer = new byte[4096];
            int filled = 0;
            for (int got = in.read(buffer); got > 0; got = in.read(buffer, filled, buffer.length - filled)) {
                filled += got;
                if (filled == buffer.length) {
                    if (filled > SIZE_LIMIT) {
                        return null;
                    }
                    buffer = Arrays.copyOf(buffer, Math.min(filled * 4, SIZE_LIMIT + 1));
                }
            }
            return filled > SIZE_LIMIT ? null : filled == buffer.length ? buffer : Arrays.copyOf(buffer, filled);
        } catch (FileNotFoundException e) {
            throw new IOException(file.canRead() ? "it is gone" : "permission denied", e);
        }
    }

    @Override
    protected InputStream stream(Node node) throws IOException {
        try {
            return new FileInputStream(node.path.toFile());
        } catch (FileNotFoundException e) {
            throw new IOException(node.path.toFile().canRead() ? "it is gone" : "permission denied", e);
        }
    }

    @Override
    protected List<String> names(Node directory) throws IOException {
        String[] names = directory.path.toFile().list();
        if (names == null) {
            throw new IOException(Files.isReadable(directory.path) ? "it is gone" : "permission denied");
        }
        Arrays.sort(names);
        return List.of(names);
    }

    @Override
    protected OptionalInt permissions(Node node) {
        try {
            return OptionalInt.of((int) Files.getAttribute(node.path, "unix:mode") & 07777);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }
}
