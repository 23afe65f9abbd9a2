package org.underpass.product.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The materialised product, run as a person runs it: a process, its streams, its status. */
final class Product {
    private static final Path HOME = Path.of(System.getProperty("underpass.root"),
            "releng/org.underpass.product/target/products/org.underpass.product/linux/gtk/x86_64");
    private static final long PATIENCE_SECONDS = 60;

    /** What a process said and how it ended. */
    record Ended(int status, String out, String err) { }

    private final Map<String, String> environment = new HashMap<>();
    private final Path folder;

    /** A product whose state, plug-ins and home are in this folder. */
    Product(Path folder) throws IOException {
        this.folder = folder;
        with("HOME", folder.toString()).with("XDG_CACHE_HOME", cache().toString())
                .with("XDG_DATA_HOME", folder.resolve("data").toString())
                .with("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    }

    static Path home() {
        return HOME;
    }

    static Path script() {
        return HOME.resolve("bin/underpass");
    }

    Path cache() {
        return folder.resolve("cache");
    }

    /** Where this product's state lies. */
    Path state() {
        return Path.of(cache() + "/underpass" + HOME);
    }

    Path plugins() throws IOException {
        return Files.createDirectories(folder.resolve("data/underpass/plugins"));
    }

    Product with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Ended run(String... arguments) throws IOException, InterruptedException {
        return run(script(), List.of(arguments));
    }

    Ended run(Path script, List<String> arguments) throws IOException, InterruptedException {
        return end(start(script, arguments));
    }

    /** A process that runs; its streams go to files, so that none can block it. */
    record Running(Process process, Path out, Path err) { }

    Running start(Path script, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(script.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("DISPLAY", "WAYLAND_DISPLAY", "UNDERPASS_PLUGINS"));
        builder.environment().putAll(environment);
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        builder.redirectInput(Path.of("/dev/null").toFile());
        return new Running(builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    static Ended end(Running running) throws IOException, InterruptedException {
        if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            running.process().destroyForcibly();
            throw new AssertionError("still running after " + PATIENCE_SECONDS + " s");
        }
        return new Ended(running.process().exitValue(), Files.readString(running.out(), StandardCharsets.UTF_8),
                Files.readString(running.err(), StandardCharsets.UTF_8));
    }
}
