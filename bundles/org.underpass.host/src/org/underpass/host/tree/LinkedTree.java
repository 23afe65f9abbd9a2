package org.underpass.host.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;

/**
 * Follows links inside a tree of nodes that a subclass knows without following any. Where directories lead is kept,
 * as thousands of attributes share a few hundred of them.
 *
 * @param <N> the subclass's handle of a node
 */
public abstract class LinkedTree<N> implements FileTree {

    /** Kinds of nodes, links not followed. */
    protected enum Kind {
        NONE, FILE, DIRECTORY, LINK, OTHER, DENIED
    }

    /**
     * Where a path leads.
     *
     * @param path    without links
     * @param node    null where the kind is NONE or DENIED
     * @param problem set where it leads nowhere that may be looked at
     */
    private record Place<N>(String path, N node, Kind kind, String problem) {
        static <N> Place<N> wrong(String path, String problem) {
            return new Place<>(path, null, Kind.NONE, problem);
        }
    }

    /** As many as Linux follows (include/linux/namei.h, MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;
    private static final int MAX_PATH = 4096;
    /** Says what a capture holds completely, and what it does not: {@link Completeness}. */
    static final String COMPLETE = "underpass/complete";
    /** Modes of captured files, a line each: octal digits, a blank, the path. */
    static final String MODES = "underpass/modes";
    private static final String NOT_SHOWN = "the source does not show it";
    private static final String WITHHELD = "it could not be read when it was captured, or was left out";

    private final Map<String, Place<N>> directories = new ConcurrentHashMap<>();
    private volatile Completeness completeness;

    /** The top directory. */
    protected abstract N root();

    /** The node of that name in a directory, no link followed; null where there is none. */
    protected abstract N child(N directory, String name);

    /** The kind of a node. */
    protected abstract Kind kind(N node);

    /** The text of a link. */
    protected abstract String target(N link) throws IOException;

    /** The bytes of a file; {@code null} where it is longer than {@link #SIZE_LIMIT}. */
    protected abstract byte[] bytes(N file) throws IOException;

    /** The bytes of a file, whatever its length, where the subclass can; null where it cannot. */
    protected InputStream stream(N file) throws IOException {
        byte[] bytes = bytes(file);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    /** The names in a directory, sorted. */
    protected abstract List<String> names(N directory) throws IOException;

    /** The permission bits of a file; asked only of the whole machine. */
    protected OptionalInt permissions(N file) {
        return OptionalInt.empty();
    }

    /** Whether {@code ..} at the root stays there, as on a real machine; else it leads out of the tree. */
    protected boolean isWholeMachine() {
        return false;
    }

    @Override
    public Fact<byte[]> read(String path) {
        Place<N> place = locate(path, true, 0);
        Fact<byte[]> closed = closed(path, place);
        if (closed != null) {
            return closed;
        }
        try {
            byte[] bytes = bytes(place.node);
            return bytes == null ? tooLong(path) : Fact.known(bytes, path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be read: " + reason(e), path);
        }
    }

    @Override
    public Fact<InputStream> open(String path) {
        Place<N> place = locate(path, true, 0);
        Fact<InputStream> closed = closed(path, place);
        if (closed != null) {
            return closed;
        }
        try {
            InputStream stream = stream(place.node);
            return stream == null ? tooLong(path) : Fact.known(stream, path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be read: " + reason(e), path);
        }
    }

    /** Why a path is no file to be read; null where it is one. */
    private <T> Fact<T> closed(String path, Place<N> place) {
        return place.kind != Kind.FILE ? missing(path, place, "it is no regular file")
                : completeness().withholds(place.path) ? Fact.unknown(WITHHELD, path)
                : completeness().isNameOnly(place.path) ? Fact.unknown("only its name was captured", path) : null;
    }

    private static <T> Fact<T> tooLong(String path) {
        return Fact.unknown("it is longer than " + (SIZE_LIMIT >> 20) + " MiB", path);
    }

    @Override
    public Fact<List<String>> list(String path) {
        Place<N> place = directory(clean(path), 0);
        if (place.kind != Kind.DIRECTORY) {
            return missing(path, place, "it is no directory");
        }
        if (completeness().withholds(place.path)) {
            return Fact.unknown(WITHHELD, path);
        }
        try {
            return Fact.known(names(place.node), path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be listed: " + reason(e), path);
        }
    }

    @Override
    public Fact<String> link(String path) {
        Place<N> place = locate(path, false, 0);
        if (place.kind != Kind.LINK) {
            return place.kind == Kind.NONE || place.kind == Kind.DENIED ? missing(path, place, "") : Fact.absent(path);
        }
        try {
            return Fact.known(target(place.node), path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be read: " + reason(e), path);
        }
    }

    @Override
    public Fact<String> resolve(String path) {
        Place<N> place = locate(path, true, 0);
        if (place.problem == null && place.path != null && place.kind != Kind.DENIED
                && (place.kind != Kind.NONE || locate(path, false, 0).kind == Kind.LINK)) {
            return Fact.known(place.path, path);
        }
        return missing(path, place, "");
    }

    @Override
    public boolean exists(String path) {
        Place<N> place = locate(path, true, 0);
        return place.kind != Kind.NONE || locate(path, false, 0).kind == Kind.LINK;
    }

    @Override
    public Fact<Integer> mode(String path) {
        Place<N> place = locate(path, true, 0);
        if (place.kind != Kind.FILE) {
            return missing(path, place, "it is no regular file");
        }
        if (isWholeMachine()) {
            OptionalInt mode = permissions(place.node);
            return mode.isPresent() ? Fact.known(mode.getAsInt(), path)
                    : Fact.unknown("its mode cannot be read", path);
        }
        String text = read(MODES).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
        for (String line : text.split("\n")) {
            if (line.length() > 5 && line.endsWith(" " + place.path) && line.matches("0?[0-7]{3,4} .*")) {
                return Fact.known(Integer.parseInt(line.substring(0, line.indexOf(' ')), 8), MODES);
            }
        }
        return Fact.unknown("its mode was not captured", path);
    }

    @Override
    public boolean isComplete(String path) {
        return isWholeMachine() || completeness().holds(clean(path));
    }

    private Completeness completeness() {
        Completeness known = completeness;
        if (known == null) {
            known = new Completeness(isWholeMachine() ? "" : completeText());
            completeness = known;
        }
        return known;
    }

    /** Not by way of {@link #read}, which asks whether what is missing is complete. */
    private String completeText() {
        Place<N> place = locate(COMPLETE, true, 0);
        try {
            byte[] bytes = place.kind == Kind.FILE ? bytes(place.node) : null;
            return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private <T> Fact<T> missing(String path, Place<N> place, String otherwise) {
        if (place.problem != null) {
            return Fact.unknown(place.problem, path);
        }
        return switch (place.kind) {
            case DENIED -> Fact.unknown("permission denied", path);
            case NONE -> !isWholeMachine() && completeness().withholds(clean(path)) ? Fact.unknown(WITHHELD, path)
                    : isComplete(path) ? Fact.absent(path) : Fact.unknown(NOT_SHOWN, path);
            default -> Fact.unknown(otherwise, path);
        };
    }

    /** Finds a node; its parent directories are followed, itself only where asked. */
    private Place<N> locate(String rawPath, boolean follow, int links) {
        String path = clean(rawPath);
        if (path.length() > MAX_PATH || path.indexOf('\0') >= 0) {
            return Place.wrong(path, "its path is no path");
        }
        if (path.isEmpty()) {
            return top();
        }
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Place<N> parent = directory(slash < 0 ? "" : path.substring(0, slash), links);
        if (parent.problem != null || parent.kind == Kind.DENIED) {
            return parent;
        }
        String found = join(parent.path, name);
        if (parent.kind != Kind.DIRECTORY) {
            return new Place<>(found, null, Kind.NONE, null);
        }
        if (name.equals("..")) {
            return up(parent.path);
        }
        N node = child(parent.node, name);
        Kind kind = node == null ? Kind.NONE : kind(node);
        if (kind != Kind.LINK || !follow) {
            return new Place<>(found, node, kind, null);
        }
        if (links >= MAX_LINKS) {
            return Place.wrong(found, "it is one of too many links in a row");
        }
        try {
            String target = target(node);
            return locate(target.startsWith("/") ? target : parent.path + "/" + target, true, links + 1);
        } catch (IOException e) {
            return Place.wrong(found, "its link cannot be read: " + reason(e));
        }
    }

    private Place<N> directory(String path, int links) {
        if (path.isEmpty()) {
            return top();
        }
        Place<N> known = directories.get(path);
        if (known == null) {
            known = locate(path, true, links);
            if (links == 0 || known.kind == Kind.DIRECTORY) {
                directories.put(path, known);
            }
        }
        return known;
    }

    private Place<N> top() {
        return new Place<>("", root(), Kind.DIRECTORY, null);
    }

    /** The directory above one whose path has no links. */
    private Place<N> up(String path) {
        if (path.isEmpty()) {
            return isWholeMachine() ? top() : Place.wrong("", "it leads out of the captured tree");
        }
        int slash = path.lastIndexOf('/');
        return directory(slash < 0 ? "" : path.substring(0, slash), 0);
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** Drops empty and {@code .} components; leaves {@code ..}, whose meaning depends on links. */
    static String clean(String path) {
        if (!path.startsWith("/") && !path.startsWith(".") && !path.endsWith("/") && !path.contains("//")
                && !path.contains("/.")) {
            return path;
        }
        StringBuilder cleaned = new StringBuilder(path.length());
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            String name = path.substring(start, end);
            if (!name.isEmpty() && !name.equals(".")) {
                cleaned.append(cleaned.isEmpty() ? "" : "/").append(name);
            }
            start = end + 1;
        }
        return cleaned.toString();
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
