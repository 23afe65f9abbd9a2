package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the sample profiles and the project, and compares with goldens. */
final class Fixtures {
    private Fixtures() {
    }

    /** The top folder of the project. */
    static Path root() {
        Path folder = Path.of(System.getProperty("underpass.root", "")).toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("bundles/org.underpass.profile"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("run from within the project");
        }
        return folder;
    }

    static Path resources() {
        return root().resolve("tests/org.underpass.profile.tests/src/test/resources");
    }

    /** The profiles in a folder of the resources, sorted. */
    static List<Path> profiles(String folder) {
        try (Stream<Path> files = Files.list(resources().resolve(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no profiles in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String resource) {
        return new String(bytes(resources().resolve(resource)), java.nio.charset.StandardCharsets.UTF_8);
    }

    static ProfileResult read(Path file) {
        return ProfileReader.read(bytes(file), file.getFileName().toString());
    }

    /** Compares with a golden, or rewrites it under {@code -Dunderpass.goldens=rewrite}. */
    static void golden(Path golden, String actual) {
        try {
            if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
                Files.writeString(golden, actual);
            }
            assertEquals(Files.exists(golden) ? Files.readString(golden) : "(no golden)", actual, golden.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
