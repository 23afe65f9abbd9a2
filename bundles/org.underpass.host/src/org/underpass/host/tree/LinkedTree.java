package org.underpass.host.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;

/**
 * Follows links inside a tree of nodes that a subclass knows without following any. Where directories lead is kept,
 * as thousands of attributes share a few hundred of them.
 */
public abstract class LinkedTree implements FileTree {

    /** Kinds of nodes, links not followed. */
    protected enum Kind {
        NONE, FILE, DIRECTORY, LINK, OTHER, DENIED
    }

    /** Where a path leads; {@code problem} is set where it leads nowhere that may be looked at. */
    private record Place(String path, Kind kind, String problem) {
    }

    /** As many as Linux follows (include/linux/namei.h, MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;
    private static final int MAX_PATH = 4096;
    /** Lists the directories that a capture holds completely, one a line. */
    static final String COMPLETE = "underpass/complete";
    private static final String NOT_SHOWN = "the source does not show it";

    private final Map<String, Place> directories = new ConcurrentHashMap<>();
    private volatile List<String> complete;

    /** The kind of node at a path whose parent is a real directory. */
    protected abstract Kind kind(String path);

    /** The text of a link. */
    protected abstract String target(String path) throws IOException;

    /** The bytes of a file; {@code null} where it is longer than {@link #SIZE_LIMIT}. */
    protected abstract byte[] bytes(String path) throws IOException;

    /** The names in a directory, sorted. */
    protected abstract List<String> names(String path) throws IOException;

    /** Whether {@code ..} at the root stays there, as on a real machine; else it leads out of the tree. */
    protected boolean isWholeMachine() {
        return false;
    }

    @Override
    public Fact<byte[]> read(String path) {
        Place place = locate(path, true, 0);
        if (place.kind != Kind.FILE) {
            return missing(path, place, "it is no regular file");
        }
        try {
            byte[] bytes = bytes(place.path);
            return bytes == null ? Fact.unknown("it is longer than " + (SIZE_LIMIT >> 20) + " MiB", path)
                    : Fact.known(bytes, path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be read: " + reason(e), path);
        }
    }

    @Override
    public Fact<List<String>> list(String path) {
        Place place = directory(clean(path), 0);
        if (place.kind != Kind.DIRECTORY) {
            return missing(path, place, "it is no directory");
        }
        try {
            return Fact.known(names(place.path), path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be listed: " + reason(e), path);
        }
    }

    @Override
    public Fact<String> link(String path) {
        Place place = locate(path, false, 0);
        if (place.kind != Kind.LINK) {
            return place.kind == Kind.NONE || place.kind == Kind.DENIED ? missing(path, place, "") : Fact.absent(path);
        }
        try {
            return Fact.known(target(place.path), path);
        } catch (IOException e) {
            return Fact.unknown("it cannot be read: " + reason(e), path);
        }
    }

    @Override
    public Fact<String> resolve(String path) {
        Place place = locate(path, true, 0);
        if (place.problem == null && place.path != null && place.kind != Kind.DENIED
                && (place.kind != Kind.NONE || locate(path, false, 0).kind == Kind.LINK)) {
            return Fact.known(place.path, path);
        }
        return missing(path, place, "");
    }

    @Override
    public boolean exists(String path) {
        Place place = locate(path, true, 0);
        return place.kind != Kind.NONE || locate(path, false, 0).kind == Kind.LINK;
    }

    @Override
    public boolean isComplete(String path) {
        if (isWholeMachine()) {
            return true;
        }
        for (String directory : completeDirectories()) {
            if (path.equals(directory) || path.startsWith(directory) && path.charAt(directory.length()) == '/') {
                return true;
            }
        }
        return false;
    }

    private List<String> completeDirectories() {
        List<String> known = complete;
        if (known == null) {
            List<String> read = new ArrayList<>();
            for (String line : completeText().split("\n")) {
                String name = clean(line.strip());
                if (!name.isEmpty() && !name.startsWith("#")) {
                    read.add(name);
                }
            }
            known = List.copyOf(read);
            complete = known;
        }
        return known;
    }

    /** Not by way of {@link #read}, which asks whether what is missing is complete. */
    private String completeText() {
        Place place = locate(COMPLETE, true, 0);
        try {
            byte[] bytes = place.kind == Kind.FILE ? bytes(place.path) : null;
            return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private <T> Fact<T> missing(String path, Place place, String otherwise) {
        if (place.problem != null) {
            return Fact.unknown(place.problem, path);
        }
        return switch (place.kind) {
            case DENIED -> Fact.unknown("permission denied", path);
            case NONE -> isComplete(clean(path)) ? Fact.absent(path) : Fact.unknown(NOT_SHOWN, path);
            default -> Fact.unknown(otherwise, path);
        };
    }

    /** Finds a node; its parent directories are followed, itself only where asked. */
    private Place locate(String rawPath, boolean follow, int links) {
        String path = clean(rawPath);
        if (path.length() > MAX_PATH || path.indexOf('\0') >= 0) {
            return new Place(path, Kind.NONE, "its path is no path");
        }
        if (path.isEmpty()) {
            return new Place("", Kind.DIRECTORY, null);
        }
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Place parent = directory(slash < 0 ? "" : path.substring(0, slash), links);
        if (parent.problem != null || parent.kind == Kind.DENIED) {
            return parent;
        }
        if (parent.kind != Kind.DIRECTORY) {
            return new Place(parent.path == null ? null : join(parent.path, name), Kind.NONE, null);
        }
        if (name.equals("..")) {
            return up(parent.path);
        }
        String found = join(parent.path, name);
        Kind kind = kind(found);
        if (kind != Kind.LINK || !follow) {
            return new Place(found, kind, null);
        }
        if (links >= MAX_LINKS) {
            return new Place(found, Kind.NONE, "it is one of too many links in a row");
        }
        try {
            String target = target(found);
            return locate(target.startsWith("/") ? target : parent.path + "/" + target, true, links + 1);
        } catch (IOException e) {
            return new Place(found, Kind.NONE, "its link cannot be read: " + reason(e));
        }
    }

    private Place directory(String path, int links) {
        if (path.isEmpty()) {
            return new Place("", Kind.DIRECTORY, null);
        }
        Place known = directories.get(path);
        if (known == null) {
            known = locate(path, true, links);
            if (links == 0 || known.kind == Kind.DIRECTORY) {
                directories.put(path, known);
            }
        }
        return known;
    }

    private Place up(String path) {
        if (path.isEmpty()) {
            return isWholeMachine() ? new Place("", Kind.DIRECTORY, null)
                    : new Place("", Kind.NONE, "it leads out of the captured tree");
        }
        int slash = path.lastIndexOf('/');
        return new Place(slash < 0 ? "" : path.substring(0, slash), Kind.DIRECTORY, null);
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** Drops empty and {@code .} components; leaves {@code ..}, whose meaning depends on links. */
    static String clean(String path) {
        if (!path.startsWith("/") && !path.endsWith("/") && !path.contains("//") && !path.contains("./")
                && !path.equals(".") && !path.endsWith("/.")) {
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
