package org.underpass.pci;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the machines of others, which are not part of the project. */
public final class CorporaPath {

    private CorporaPath() {
    }

    /** A folder or file below the corpora; skips the test where it is absent. */
    public static Path require(String name) {
        Path path = locate(name);
        assumeTrue(Files.exists(path), "corpora are absent: " + path);
        return path;
    }

    /** Where a folder or file below the corpora is or would be. */
    static Path locate(String name) {
        String named = System.getProperty("underpass.corpora");
        Path root = named != null ? Path.of(named)
                : Path.of(System.getProperty("underpass.root", ".")).toAbsolutePath().normalize()
                        .resolve("../shared/corpora").normalize();
        return root.resolve(name);
    }
}
