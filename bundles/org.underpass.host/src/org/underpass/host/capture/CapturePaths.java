package org.underpass.host.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The list of what a capture holds, {@code paths.txt}. Read once.
 *
 * @param lines    paths, in order
 * @param hides    what is taken out of people's words
 * @param packages what names of packages begin with that are kept
 * @param common   names that say nothing about anybody
 * @param text     the list as it is written
 */
record CapturePaths(List<Line> lines, List<Hide> hides, Pattern packages, Set<String> common, String text) {

    private static final String RELEASE = "{release}";

    /** What is kept of a path. */
    enum Kind {
        FILE, NAME, LINK, FLAT
    }

    /**
     * Names in one directory.
     *
     * @param directory may hold stars
     * @param names     may hold stars
     * @param people    whether it is people's words
     * @param database  whether it is a package database
     * @param only      empty, or what has to be asked for
     */
    record Line(Kind kind, String directory, List<String> names, boolean people, boolean database,
            Optional<Sensitive> only) {

        /** With the running kernel's release; empty where that is needed and not known. */
        Optional<Line> on(Optional<String> release) {
            if (!directory.contains(RELEASE) && names.stream().noneMatch(name -> name.contains(RELEASE))) {
                return Optional.of(this);
            }
            return release.map(known -> new Line(kind, directory.replace(RELEASE, known),
                    names.stream().map(name -> name.replace(RELEASE, known)).toList(), people, database, only));
        }
    }

    /** A replacement; {@code with} as {@link java.util.regex.Matcher#replaceAll} wants it. */
    record Hide(Sensitive kind, Pattern pattern, String with) {
    }

    private static final CapturePaths ALL = read();

    static CapturePaths all() {
        return ALL;
    }

    private static CapturePaths read() {
        String text;
        try (InputStream in = CapturePaths.class.getResourceAsStream("paths.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException("the resource paths.txt cannot be read", e);
        }
        List<Line> lines = new ArrayList<>();
        List<Hide> hides = new ArrayList<>();
        Set<String> common = new HashSet<>();
        Pattern packages = null;
        for (String row : text.split("\n")) {
            if (row.isBlank() || row.startsWith("#")) {
                continue;
            }
            List<String> words = List.of(row.split(" "));
            switch (words.getFirst()) {
                case "hide" -> hides.add(hide(words.get(1), row));
                case "packages" -> packages = Pattern.compile(words.get(1));
                case "common" -> common.addAll(words.subList(1, words.size()));
                default -> lines.add(line(words));
            }
        }
        return new CapturePaths(List.copyOf(lines), List.copyOf(hides), packages, Set.copyOf(common), text);
    }

    private static Line line(List<String> words) {
        List<String> flags = List.of(words.getFirst().split(","));
        Kind kind = flags.contains("flat") ? Kind.FLAT : Kind.valueOf(flags.getFirst()
                .toUpperCase(Locale.ROOT));
        return new Line(kind, words.get(1), List.copyOf(words.subList(2, words.size())), flags.contains("text"),
                flags.contains("packages"), flags.stream().flatMap(flag -> Sensitive.of(flag).stream()).findFirst());
    }

    private static Hide hide(String kind, String row) {
        String[] parts = row.split("#");
        return new Hide(Sensitive.of(kind).orElseThrow(), Pattern.compile(parts[1]),
                parts[2].replaceAll("\\\\([0-9])", "\\$$1"));
    }
}
