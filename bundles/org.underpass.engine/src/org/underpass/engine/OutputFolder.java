package org.underpass.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts files where the user wants them, all or none. Everything is written to a temporary folder beside the target,
 * on the same file system, and then moved; on any failure, and when closed before {@link #commit}, the target is as
 * it was and nothing else is left.
 *
 * <p>A target that does not exist appears in one step. In one that exists, each entry that this output brings takes
 * the place of the entry of the same name in one step, provided that the caller says it may be replaced; other
 * entries are not touched.
 */
public final class OutputFolder implements AutoCloseable {
    private final Path target;
    private final Path staging;
    private boolean done;

    /** Decides whether an existing entry of the target may be replaced. */
    public interface Replaceable {
        boolean test(Path existing);
    }

    private OutputFolder(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
    }

    /**
     * Begins. The parents of the target are made where they are missing.
     *
     * @throws OutputException when the folder beside the target cannot be written
     */
    public static OutputFolder beside(Path target) throws OutputException {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new OutputException(target + " cannot be an output folder");
        }
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new OutputException(target + " exists and is not a folder");
        }
        try {
            Files.createDirectories(parent);
            if (Files.isDirectory(absolute) && !Files.isWritable(absolute)) {
                throw new OutputException("no permission to write to " + target);
            }
            return new OutputFolder(absolute, Files.createTempDirectory(parent, ".underpass-"));
        } catch (IOException failure) {
            throw new OutputException("cannot write beside " + target + ": " + reason(failure), failure);
        }
    }

    /** Writes one file below the target-to-be; {@code /} separates folders. */
    public void write(String path, byte[] content, boolean executable) throws OutputException {
        Path file = staging.resolve(path).normalize();
        if (!file.startsWith(staging) || file.equals(staging)) {
            throw new OutputException("output path " + path + " leads out of the folder");
        }
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(content);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable
                    ? "rwxr-xr-x" : "rw-r--r--"));
        } catch (IOException failure) {
            throw new OutputException("cannot write " + target.resolve(path) + ": " + reason(failure), failure);
        }
    }

    /** Moves everything to the target. */
    public void commit(Replaceable mayReplace) throws OutputException {
        try {
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                merge(mayReplace);
            }
            done = true;
        } catch (AtomicMoveNotSupportedException failure) {
            throw new OutputException("cannot move the output to " + target + " in one step", failure);
        } catch (IOException failure) {
            throw new OutputException("cannot move the output to " + target + ": " + reason(failure), failure);
        }
    }

    /** Entry by entry, each old one kept aside until all new ones are in place. */
    private void merge(Replaceable mayReplace) throws IOException, OutputException {
        Path aside = Files.createTempDirectory(target.getParent(), ".underpass-old-");
        List<Path> entries;
        try (Stream<Path> list = Files.list(staging)) {
            entries = list.sorted().toList();
        }
        for (Path entry : entries) {
            Path old = target.resolve(entry.getFileName());
            if (Files.exists(old, LinkOption.NOFOLLOW_LINKS) && !mayReplace.test(old)) {
                Files.delete(aside);
                throw new OutputException(old + " exists and was not made by a build: it is not replaced");
            }
        }
        List<Path> placed = new ArrayList<>();
        List<Path> kept = new ArrayList<>();
        try {
            for (Path entry : entries) {
                Path place = target.resolve(entry.getFileName());
                if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(place, aside.resolve(entry.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                    kept.add(place);
                }
                Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
                placed.add(place);
            }
        } catch (IOException failure) {
            for (Path place : placed) {
                deleteTree(place);
            }
            for (Path place : kept) {
                Files.move(aside.resolve(place.getFileName()), place, StandardCopyOption.ATOMIC_MOVE);
            }
            deleteTree(aside);
            throw failure;
        }
        deleteTree(aside);
        deleteTree(staging);
    }

    /** Removes what was written unless it was committed. Safe to call from a shutdown or signal handler. */
    @Override
    public void close() {
        if (!done) {
            done = true;
            deleteTree(staging);
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot remove " + root, failure);
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file of that name is in the way";
        }
        if (failure instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return failure.getMessage();
    }
}
