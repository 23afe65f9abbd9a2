package org.underpass.start.connect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.underpass.start.InstalledPlugins.Found;
import org.underpass.start.PluginJar;

/**
 * The framework's stores of one generation: {@code stores/<private name>} each, and the file {@code store} that names
 * the one in use. A store that is in use is never written: a start that needs another makes its own and, when its
 * command has ended, moves the name.
 *
 * @param generation the folder of the generation
 */
record FrameworkStore(Path generation) {
    private static final String KEY = "underpass.key";
    private static final String PROBLEM = "\tproblem\t";

    /** A store that fits, and what was wrong with plug-ins when it was made. */
    record Fitting(Path folder, List<Optional<String>> problems) { }

    /** The store in use, if it was made for these bundles and plug-ins. Costs two small files. */
    Optional<Fitting> fitting(BundleIndex index, Path plugins, List<Found> found) {
        try {
            Path folder = generation.resolve("stores").resolve(Files.readString(generation.resolve("store")));
            String key = Files.readString(folder.resolve(KEY));
            String expected = key(index, plugins);
            if (!key.startsWith(expected)) {
                return Optional.empty();
            }
            List<String> lines = key.substring(expected.length()).lines().toList();
            if (lines.size() != found.size()) {
                return Optional.empty();
            }
            var problems = new ArrayList<Optional<String>>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                int problem = line.indexOf(PROBLEM);
                if (!(problem < 0 ? line : line.substring(0, problem)).equals(line(found.get(i)))) {
                    return Optional.empty();
                }
                problems.add(problem < 0 ? Optional.empty() : Optional.of(line.substring(problem + PROBLEM.length())));
            }
            return Optional.of(new Fitting(folder, problems));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A new, empty store of this process's own. */
    Path create() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(generation.resolve("stores")), "s");
    }

    /** Makes a store, which its framework has left in good order, the one in use. */
    void publish(Path folder, BundleIndex index, Path plugins, List<Found> found, List<PluginJar> jars)
            throws IOException {
        var key = new StringBuilder(key(index, plugins));
        for (int i = 0; i < found.size(); i++) {
            key.append(line(found.get(i)));
            jars.get(i).problem().ifPresent(problem -> key.append(PROBLEM).append(problem));
            key.append('\n');
        }
        Files.writeString(folder.resolve(KEY), key);
        Path name = Files.createTempFile(generation, "store", ".new");
        Files.writeString(name, folder.getFileName().toString());
        Files.move(name, generation.resolve("store"), StandardCopyOption.ATOMIC_MOVE);
        deleteOld(generation.resolve("stores"), folder);
    }

    private static String key(BundleIndex index, Path plugins) {
        return index.key() + plugins + '\n';
    }

    private static String line(Found found) {
        return found.file() + "\t" + found.size() + "\t" + found.modified();
    }

    /** Deletes what nobody starts from any more: all but {@code kept} that are older than ten minutes. */
    static void deleteOld(Path parent, Path kept) {
        FileTime limit = FileTime.from(Instant.now().minus(10, ChronoUnit.MINUTES));
        try (Stream<Path> folders = Files.list(parent)) {
            folders.filter(folder -> !folder.equals(kept) && Files.isDirectory(folder))
                    .filter(folder -> isOlder(folder, limit)).forEach(FrameworkStore::deleteTree);
        } catch (IOException | UncheckedIOException e) {
            // Old folders cost space and nothing else; the next one to come here tries again.
            return;
        }
    }

    private static boolean isOlder(Path folder, FileTime limit) {
        try {
            return Files.getLastModifiedTime(folder).compareTo(limit) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    static void deleteTree(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Somebody else was faster.
            return;
        }
    }
}
