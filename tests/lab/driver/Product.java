package org.underpass.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The product as a command, run outside the lab machine over what was brought out of it. */
final class Product {
    private final Path top;

    Product(Path top) {
        this.top = top;
    }

    /** What a command said and how it ended. */
    record Said(int status, String out, String errors) {
        String all() {
            return "status " + status + "\n" + out + errors;
        }
    }

    Said run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(top.resolve("underpass").toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("XDG_CACHE_HOME", top.resolve("tests/lab/target/cache").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        StringBuilder errors = new StringBuilder();
        Thread reader = Thread.ofPlatform().start(() -> {
            try {
                errors.append(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                errors.append(e);
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            reader.join();
            return new Said(process.waitFor(), out, errors.toString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
