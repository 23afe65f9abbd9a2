package org.underpass.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;
import org.underpass.spi.OwnScript;

/** Scripts that the user names, to be linted by themselves. */
final class Scripts {
    private Scripts() {
    }

    /** Whether an operand is a script: by its name, or by its first line where the name does not say profile. */
    static boolean isOne(Invocation invocation, String given) throws CommandException {
        if (given.endsWith(".yaml") || given.endsWith(".yml")) {
            return false;
        }
        if (given.endsWith(".sh") || given.endsWith(".bash") || given.contains("/hooks/")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(invocation.path(given))) {
            return in.read() == '#' && in.read() == '!';
        } catch (IOException unreadable) {
            return false; // Whoever reads it says why.
        }
    }

    /** Reads a script. */
    static OwnScript read(Invocation invocation, String given) throws CommandException {
        Path path = invocation.path(given);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(FileTree.SIZE_LIMIT + 1);
            if (bytes.length > FileTree.SIZE_LIMIT) {
                throw new CommandException(Status.INPUT, given + ": is longer than "
                        + Words.size(FileTree.SIZE_LIMIT) + "; expected a script");
            }
            return new OwnScript(given, Optional.empty(), Fact.known(bytes, given), mode(path, given));
        } catch (IOException failure) {
            throw new CommandException(Status.INPUT, given + ": " + (Files.isDirectory(path)
                    ? "is a folder; expected a script or profile" : FileErrors.reason(failure)), failure);
        }
    }

    private static Fact<Integer> mode(Path path, String given) {
        try {
            return Fact.known((int) Files.getAttribute(path, "unix:mode") & 07777, given);
        } catch (IOException | UnsupportedOperationException none) {
            return Fact.unknown("its mode cannot be read", given);
        }
    }
}
