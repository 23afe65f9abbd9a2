package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that tests ask as peers. */
public final class Tools {
    private Tools() {
    }

    /** What a program said. */
    public record Result(int status, String out) {
    }

    /** A program on the path. */
    public static Optional<Path> find(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    /** A program without which a test says nothing; the test is skipped where it is missing. */
    public static void need(String name, String debianPackage) {
        assumeTrue(find(name).isPresent(), name + " is not installed (Debian: " + debianPackage + ")");
    }

    /** Runs a program to its end, at most a minute; output and errors together. */
    public static Result run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return run(folder, environment, command, "");
    }

    /** The same, with a text at its standard input. */
    public static Result run(Path folder, Map<String, String> environment, List<String> command, String input)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("underpass", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading: what it says tells why.
            }
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within a minute");
            }
            return new Result(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } finally {
            Files.delete(out);
        }
    }

    /** The folder of test data that other people made; the test is skipped where it is missing. */
    public static Path corpora(String path) {
        Path folder = Path.of(System.getProperty("underpass.corpora",
                Cases.root().resolve("../shared/corpora").toString())).resolve(path);
        assumeTrue(Files.exists(folder), "no corpora at " + folder);
        return folder;
    }
}
