package org.underpass.start.connect;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a generation for an installation: index, store, the JVM's cache, and at last the argument file
 * {@value #START}. Run by the script with {@code HOME STATE JAVA}; takes a few seconds. Ends with 0 when the argument
 * file is there, with 1 when the state folder cannot be written; prints nothing.
 */
public final class Preparation {
    /** The JVM's argument file for a headless command; its first line is a comment that names the JDK. */
    static final String START = "start";
    private static final int PATIENCE_SECONDS = 60;

    private final Path home;
    private final Path state;
    private final String java;

    private Preparation(Path home, Path state, String java) {
        this.home = home;
        this.state = state;
        this.java = java;
    }

    public static void main(String[] arguments) {
        int status = 0;
        try {
            new Preparation(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]).prepare();
        } catch (IOException e) {
            status = 1;
        }
        Runtime.getRuntime().halt(status);
    }

    private void prepare() throws IOException {
        Path generation = Files.createTempDirectory(Files.createDirectories(state), "g");
        Thread cleaner = new Thread(() -> FrameworkStore.deleteTree(generation));
        Runtime.getRuntime().addShutdownHook(cleaner);
        BundleIndex index = BundleIndex.of(home);
        index.save(generation.resolve("index"));
        List<String> options = options(index, generation);
        Path log = generation.resolve("preparation.log");
        // The first run only writes the store, so that the second sees what every later start will see.
        run(Stream.of(options.stream(), Stream.of(Launcher.class.getName(), Launcher.REHEARSE)), log);
        var complete = new ArrayList<>(options);
        complete.addAll(cache(options, generation.resolve("classes"), log));
        complete.add(Launcher.class.getName());
        Path file = Files.createTempFile(state, START, ".new");
        Files.writeString(file, "# " + java + "\n"
                + complete.stream().map(Preparation::quote).collect(Collectors.joining("\n", "", "\n")));
        Files.move(file, state.resolve(START), StandardCopyOption.ATOMIC_MOVE);
        Runtime.getRuntime().removeShutdownHook(cleaner);
        FrameworkStore.deleteOld(state, generation);
    }

    private List<String> options(BundleIndex index, Path generation) throws IOException {
        var jars = new ArrayList<String>();
        for (Path jar : index.classPath()) {
            jars.add(UnsignedJar.of(jar, generation).toString());
        }
        String classPath = String.join(":", jars);
        return List.of(
                // One thread's collector, and only the quick compiler for what is hot: a command is over before
                // more would pay.
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=3", "-Xms32m", "-Xmx512m",
                "-XX:-UsePerfData",
                // The JVM's remarks go to standard output by default.
                "-Xlog:disable", "--enable-native-access=ALL-UNNAMED",
                "-Djdk.reflect.useNativeAccessorOnly=true",
                "-Dunderpass.home=" + home, "-Dunderpass.generation=" + generation,
                "-cp", classPath);
    }

    /** Makes the cache that this JVM can have, and says with which option it is used; none when it could not be made. */
    private List<String> cache(List<String> options, Path cache, Path log) throws IOException {
        int version = Runtime.version().feature();
        Stream<String> rehearsal = Stream.of(Launcher.class.getName(), Launcher.REHEARSE);
        if (version >= 25) {
            run(Stream.of(Stream.of("-XX:AOTCacheOutput=" + cache), options.stream(), rehearsal), log);
        } else if (version == 24) {
            String recorded = "-XX:AOTConfiguration=" + cache + ".conf";
            run(Stream.of(Stream.of("-XX:AOTMode=record", recorded), options.stream(), rehearsal), log);
            run(Stream.of(Stream.of("-XX:AOTMode=create", recorded, "-XX:AOTCache=" + cache), options.stream()), log);
        } else {
            run(Stream.of(Stream.of("-XX:ArchiveClassesAtExit=" + cache), options.stream(), rehearsal), log);
        }
        if (!Files.exists(cache)) {
            return List.of();
        }
        return List.of((version >= 24 ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache);
    }

    private void run(Stream<Stream<String>> parts, Path log) throws IOException {
        var command = new ArrayList<String>();
        command.add(java);
        parts.forEach(part -> part.forEach(command::add));
        Process process = new ProcessBuilder(command).redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile())).start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String quote(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
