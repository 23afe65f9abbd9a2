package org.underpass.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that the lab machine and we both see. The machine appends to {@code events}: "phase NAME", "note TEXT",
 * "ok NAME", "fail NAME: WHY", "ask NAME"; it waits for a file {@code done.NAME} after it asked.
 */
final class Share {
    private final Path folder;
    private final Checks checks;
    private final long limit;
    private int read;

    Share(Path folder, Checks checks, long limitSeconds) throws IOException {
        this.folder = folder;
        this.checks = checks;
        limit = limitSeconds;
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("events"), "");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    String text(String name) throws IOException {
        Path file = file(name);
        return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "";
    }

    void answer(String ask) throws IOException {
        Files.writeString(file("done." + ask), "");
    }

    /**
     * Passes on what the machine says, until it asks for something or has ended.
     *
     * @return what it asks for; "end" when it says so; empty when it ended, or said nothing for longer than the limit
     */
    String next(Machine machine) throws IOException {
        long heard = System.nanoTime();
        while (true) {
            boolean alive = machine.alive();
            byte[] all = Files.readAllBytes(file("events"));
            int line = read;
            for (int i = read; i < all.length; i++) {
                if (all[i] != '\n') {
                    continue;
                }
                String event = new String(all, line, i - line, StandardCharsets.UTF_8);
                line = i + 1;
                read = line;
                heard = System.nanoTime();
                int space = event.indexOf(' ');
                String word = space < 0 ? event : event.substring(0, space);
                String rest = event.substring(space + 1);
                switch (word) {
                    case "phase" -> checks.phase(rest);
                    case "ok" -> checks.check(rest, true, "");
                    case "fail" -> {
                        int colon = rest.indexOf(": ");
                        checks.check(colon < 0 ? rest : rest.substring(0, colon), false,
                                colon < 0 ? "" : rest.substring(colon + 2));
                    }
                    case "ask" -> {
                        return rest;
                    }
                    case "end" -> {
                        return "end";
                    }
                    default -> checks.note(rest);
                }
            }
            if (!alive) {
                checks.check("the machine says when it ends", false, machine.log());
                return "";
            }
            if (System.nanoTime() - heard > limit * 1_000_000_000L) {
                checks.check("the machine goes on", false, "silent for " + limit + " s");
                return "";
            }
            Machine.pause();
        }
    }
}
