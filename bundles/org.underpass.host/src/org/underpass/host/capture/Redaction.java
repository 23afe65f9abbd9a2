package org.underpass.host.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.host.FileTree;

/**
 * Takes out of texts and names what was not asked for. Lines keep their numbers, and one name becomes the same other
 * name everywhere, so that mounts still lead to disks and routes to interfaces. Bytes are taken as ISO 8859-1 and come
 * out as they went in.
 */
final class Redaction {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{3,}");
    private static final Pattern NAMED_BY_MAC = Pattern.compile("([ew][nlw]x)[0-9a-f]{12}");

    /** A word, whole, and what stands for it. */
    private record Word(Sensitive kind, Pattern pattern, String with) {
        /** Twice, as two of them may share the character between them. */
        String in(String text) {
            return pattern.matcher(pattern.matcher(text).replaceAll(with)).replaceAll(with);
        }
    }

    private final CapturePaths paths;
    private final Set<Sensitive> hidden;
    private final List<Word> words = new ArrayList<>();
    private final Map<Sensitive, Set<String>> places = new EnumMap<>(Sensitive.class);

    Redaction(CapturePaths paths, FileTree tree, Set<Sensitive> asked) {
        this.paths = paths;
        this.hidden = EnumSet.allOf(Sensitive.class);
        this.hidden.removeAll(asked);
        if (hidden.contains(Sensitive.MAC)) {
            int number = 0;
            for (String name : tree.list("sys/class/net").orElse(List.of())) {
                Matcher matcher = NAMED_BY_MAC.matcher(name);
                if (matcher.matches()) {
                    word(Sensitive.MAC, name, matcher.group(1) + String.format("%012x", ++number));
                }
            }
        }
        if (hidden.contains(Sensitive.NAMES)) {
            int number = 0;
            for (String user : users(tree)) {
                word(Sensitive.NAMES, user, "user" + ++number);
            }
            for (String host : hosts(tree)) {
                word(Sensitive.NAMES, host, "host");
                word(Sensitive.NAMES, host.replace("-", "--"), "host");
            }
        }
    }

    private static String text(FileTree tree, String path) {
        return new String(tree.read(path).orElse(new byte[0]), StandardCharsets.ISO_8859_1);
    }

    /** People who can log in: their numbers begin at 1000 (shadow, login.defs(5)). */
    private Set<String> users(FileTree tree) {
        Set<String> found = new TreeSet<>();
        for (String line : text(tree, "etc/passwd").split("\n")) {
            String[] fields = line.split(":");
            if (fields.length > 3 && fields[2].matches("[1-5]?[0-9]{4}") && isTelling(fields[0])) {
                found.add(fields[0]);
            }
        }
        return found;
    }

    /** The full name before the short one, which it contains. */
    private Set<String> hosts(FileTree tree) {
        Set<String> found = new LinkedHashSet<>();
        for (String file : List.of("proc/sys/kernel/hostname", "etc/hostname")) {
            String name = text(tree, file).strip();
            int dot = name.indexOf('.');
            for (String one : dot < 0 ? List.of(name) : List.of(name, name.substring(0, dot))) {
                if (isTelling(one)) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    private boolean isTelling(String name) {
        return PLAIN.matcher(name).matches() && !paths.common().contains(name);
    }

    private void word(Sensitive kind, String word, String with) {
        words.add(new Word(kind, Pattern.compile("(^|[^A-Za-z0-9_])" + word.replace(".", "[.]")
                + "($|[^A-Za-z0-9_])"), "$1" + with + "$2"));
    }

    /** Whether a kind is left out. */
    boolean hides(Optional<Sensitive> kind) {
        return kind.filter(hidden::contains).isPresent();
    }

    /** Notes where something of a kind was left out. */
    void leftOut(Sensitive kind, String place) {
        places.computeIfAbsent(kind, key -> new TreeSet<>()).add(masked(place));
    }

    /** A path without the names in it, whatever they hide. */
    String masked(String path) {
        String masked = path;
        for (Word word : words) {
            masked = word.in(masked);
        }
        return masked;
    }

    /** Where what was left out. */
    Map<Sensitive, Set<String>> places() {
        return places;
    }

    /** A file of people's words, line by line. */
    byte[] people(String place, byte[] content) {
        String before = new String(content, StandardCharsets.ISO_8859_1);
        StringBuilder after = new StringBuilder(before.length());
        for (int start = 0; start < before.length();) {
            int end = before.indexOf('\n', start);
            end = end < 0 ? before.length() : end;
            String line = before.substring(start, end);
            for (CapturePaths.Hide hide : paths.hides()) {
                if (hidden.contains(hide.kind())) {
                    line = noted(hide.kind(), place, line, hide.pattern().matcher(line).replaceAll(hide.with()));
                }
            }
            after.append(named(place, line)).append(end < before.length() ? "\n" : "");
            start = end + 1;
        }
        return after.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String named(String place, String text) {
        String after = text;
        for (Word word : words) {
            after = noted(word.kind, place, after, word.in(after));
        }
        return after;
    }

    private String noted(Sensitive kind, String place, String before, String after) {
        if (!before.equals(after)) {
            leftOut(kind, place);
        }
        return after;
    }

    /** Of dpkg's database, name, state and version of the packages that matter. */
    byte[] packages(byte[] content) {
        StringBuilder kept = new StringBuilder();
        boolean keep = false;
        for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.startsWith("Package: ")) {
                keep = paths.packages().matcher(line.substring(9)).find();
            } else if (line.isEmpty()) {
                kept.append(keep ? "\n" : "");
                keep = false;
            }
            if (keep && (line.startsWith("Package: ") || line.startsWith("Status: ") || line.startsWith("Version: "))) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
