package org.underpass.host.tree;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/**
 * Files below a folder of the file system, be it a capture or the machine's own root. Links are followed by
 * {@link LinkedTree}, component by component, never by the system, so that none leads out of the folder.
 */
public class DiskTree extends LinkedTree {

    private final Path root;
    private final boolean wholeMachine;

    /** @param wholeMachine whether the folder is the root of the machine that we run on */
    public DiskTree(Path root, boolean wholeMachine) {
        this.root = root;
        this.wholeMachine = wholeMachine;
    }

    @Override
    protected boolean isWholeMachine() {
        return wholeMachine;
    }

    @Override
    protected Kind kind(String path) {
        try {
            BasicFileAttributes found = Files.readAttributes(root.resolve(path), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.DIRECTORY
                    : found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
        } catch (AccessDeniedException e) {
            return Kind.DENIED;
        } catch (IOException | InvalidPathException e) {
            return Kind.NONE;
        }
    }

    @Override
    protected String target(String path) throws IOException {
        return Files.readSymbolicLink(root.resolve(path)).toString();
    }

    @Override
    protected byte[] bytes(String path) throws IOException {
        File file = root.resolve(path).toFile();
        if (!file.canRead() && file.exists()) {
            throw new IOException("permission denied");
        }
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
        }
    }

    @Override
    protected List<String> names(String path) throws IOException {
        String[] names = root.resolve(path).toFile().list();
        if (names == null) {
            throw Files.isReadable(root.resolve(path)) ? new NoSuchFileException(path)
                    : new FileSystemException("permission denied");
        }
        Arrays.sort(names);
        return List.of(names);
    }
}
