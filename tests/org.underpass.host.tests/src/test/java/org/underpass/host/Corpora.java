package org.underpass.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where test data of others lies. Tests that need it are skipped, with a sentence, where it is not there. */
final class Corpora {

    private Corpora() {
    }

    /** A file or folder of the corpora, or the test is skipped. */
    static Path need(String relative) {
        Path found = root().resolve(relative);
        assumeTrue(Files.exists(found), "test data is not there: " + relative + " (looked in the folder that "
                + "-Dunderpass.corpora names, else in ../shared/corpora beside the project)");
        return found;
    }

    /** Files in a folder of the corpora, by name, or the test is skipped. */
    static List<Path> files(String relative) {
        try (Stream<Path> files = Files.list(need(relative))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        String named = System.getProperty("underpass.corpora");
        if (named != null) {
            return Path.of(named);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("tests")) && Files.isDirectory(at.resolve("bundles"))) {
                return at.resolve("../shared/corpora").normalize();
            }
        }
        return Path.of("../shared/corpora");
    }
}
