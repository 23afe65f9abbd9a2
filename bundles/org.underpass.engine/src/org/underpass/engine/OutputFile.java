package org.underpass.engine;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Puts one file where the user wants it, whole or not at all. It is written beside the target, on the same file system,
 * and then takes the target's place in one step; on any failure, and when closed before {@link #commit}, the target is
 * as it was and nothing else is left. {@link OutputFolder} does the same for folders.
 */
public final class OutputFile implements AutoCloseable {
    private final Path target;
    private final Path staging;
    private boolean done;

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private OutputFile(Path target, Path staging) {
        this.target = target;
        this.staging = staging;
    }

    /**
     * Begins. The folder of the target has to be there; a file of that name will be replaced.
     *
     * @throws OutputException when the target is a folder, or nothing can be written beside it
     */
    public static OutputFile beside(Path target) throws OutputException {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute) || absolute.getParent() == null) {
            throw new OutputException(target + " is a folder; expected the name of a file");
        }
        if (!Files.isDirectory(absolute.getParent())) {
            throw new OutputException("there is no folder " + absolute.getParent() + " for " + target);
        }
        try {
            return new OutputFile(absolute, Files.createTempFile(absolute.getParent(), ".underpass-", ""));
        } catch (IOException failure) {
            throw new OutputException("cannot write beside " + target + ": " + reason(failure), failure);
        }
    }

    /** Writes the content beside the target. */
    public void write(Content content) throws OutputException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(staging), 1 << 16)) {
            content.writeTo(out);
        } catch (IOException failure) {
            throw new OutputException("cannot write " + target + ": " + reason(failure), failure);
        }
    }

    /** Moves it to the target in one step. */
    public void commit() throws OutputException {
        try {
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done = true;
        } catch (IOException failure) {
            throw new OutputException("cannot move the output to " + target + ": " + reason(failure), failure);
        }
    }

    /** Removes what was written unless it was committed. Safe to call from a shutdown or signal handler. */
    @Override
    public void close() {
        if (!done) {
            done = true;
            try {
                Files.deleteIfExists(staging);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot remove " + staging, failure);
            }
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        return failure instanceof FileSystemException detailed && detailed.getReason() != null ? detailed.getReason()
                : failure.getMessage();
    }
}
