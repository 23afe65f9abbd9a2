package org.underpass.host.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * Where it is kept what was done to machines: {@code $UNDERPASS_STATE}, else {@code $XDG_STATE_HOME/underpass}, else
 * {@code /var/lib/underpass} for root and {@code ~/.local/state/underpass} for others. One folder a machine, readable
 * by its owner only. Making one of these touches nothing.
 */
public record StateFolder(Path root) {

    /** The folder that the environment of a process names. */
    public static StateFolder of(Map<String, String> environment) {
        String own = environment.get("UNDERPASS_STATE");
        if (own != null && !own.isEmpty()) {
            return new StateFolder(Path.of(own).toAbsolutePath());
        }
        String state = environment.get("XDG_STATE_HOME");
        if (state != null && state.startsWith("/")) {
            return new StateFolder(Path.of(state, "underpass"));
        }
        if ("root".equals(System.getProperty("user.name"))) {
            return new StateFolder(Path.of("/var/lib/underpass"));
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return new StateFolder(Path.of(home, ".local", "state", "underpass"));
    }

    /** The folder of a machine, by its word for {@code --host}; it may not be there. */
    public Path of(String machine) {
        return root.resolve(machine.replace(':', '-'));
    }

    /**
     * The folder of a machine, made where it is missing.
     *
     * @throws IOException also where it is somebody else's link
     */
    public Path make(String machine) throws IOException {
        Path folder = of(machine);
        Files.createDirectories(folder);
        if (Files.isSymbolicLink(folder) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is no folder");
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        return folder;
    }

    /** Makes names that were added to or removed from a folder survive a loss of power. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
