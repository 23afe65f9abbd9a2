package org.underpass.host.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostOrigin;
import org.underpass.host.capture.CapturePaths.Kind;
import org.underpass.host.capture.CapturePaths.Line;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.pci.ConfigSpace;

/** Walks a host's files along the list of paths and keeps what is there, what is not, and what cannot be told. */
final class Collector {

    private static final String DEVICES = "sys/bus/pci/devices";
    private static final String ALL_DEVICES = DEVICES + "/*";
    /** As many as Linux follows (include/linux/namei.h, MAXSYMLINKS). */
    private static final int MAX_LINKS = 40;

    private final Host host;
    private final FileTree tree;
    private final Redaction redaction;
    private final boolean hashSerials;
    private final Set<String> directories = new TreeSet<>();
    private final Map<String, String> links = new TreeMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> complete = new TreeSet<>();
    private final Map<String, String> unread = new TreeMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private final Set<String> withheld = new TreeSet<>();
    private final Set<String> partial = new HashSet<>();
    /** Functions by address where the source has no list of them, only their directories. */
    private final Map<String, String> functions = new TreeMap<>();

    Collector(Host host, Redaction redaction, boolean hashSerials) {
        this.host = host;
        this.tree = host.tree();
        this.redaction = redaction;
        this.hashSerials = hashSerials;
    }

    Set<String> directories() {
        return directories;
    }

    Map<String, String> links() {
        return links;
    }

    Map<String, byte[]> files() {
        return files;
    }

    /** Patterns of what is there completely. */
    Set<String> complete() {
        return complete;
    }

    /** What is there and could not be read, wholly or in part, and why. */
    Map<String, String> unread() {
        return unread;
    }

    /** What is not as it is on the host, though its name is there. */
    Set<String> different() {
        Set<String> all = new TreeSet<>(unread.keySet());
        all.removeAll(partial);
        all.addAll(withheld);
        return all;
    }

    void collect(List<Line> lines) {
        if (host.origin().kind() == HostOrigin.Kind.TEXT) {
            host.functions().forEach(function -> TextFiles.add(function, DEVICES + "/" + function, hashSerials, files,
                    links));
            return;
        }
        if (!tree.list(DEVICES).isKnown()) {
            for (HostFunction function : host.functions()) {
                String place = function.source("").file();
                functions.put(function.address().toString(), place.substring(0, place.length() - 1));
            }
        }
        Optional<String> release = host.kernel().release().value();
        List<Line> all = lines.stream().flatMap(line -> line.on(release).stream()).toList();
        all.stream().filter(line -> redaction.hides(line.only())).forEach(this::leaveOut);
        all.stream().filter(line -> !redaction.hides(line.only())).forEach(this::keep);
        functions.forEach((address, place) -> links.put(DEVICES + "/" + address, "../../../../" + place(place, 0)));
        for (Fact.Known<AcpiTable> table : host.iommu().remappingTables()) {
            if (!tree.read(table.source().file()).isKnown()) {
                files.put("acpi/" + table.it().signature(), table.it().bytes());
            }
        }
        modes();
    }

    /** Modes of hooks, which do nothing when they are not executable. */
    private void modes() {
        StringBuilder text = new StringBuilder();
        for (String path : new TreeSet<>(files.keySet())) {
            if (path.startsWith("etc/libvirt/hooks/")) {
                tree.mode(path).value().ifPresent(mode -> text.append('0').append(Integer.toOctalString(mode))
                        .append(' ').append(path).append('\n'));
            }
        }
        if (!text.isEmpty()) {
            files.put("underpass/modes", text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void leaveOut(Line line) {
        for (String directory : expand(line)) {
            for (String path : matches(directory, line.names())) {
                leftOut.add(path);
                redaction.leftOut(line.only().orElseThrow(), path);
            }
        }
    }

    private void keep(Line line) {
        for (String name : line.names()) {
            String pattern = line.directory() + "/" + name;
            if (tree.isComplete(pattern)) {
                complete.add((line.kind() == Kind.NAME ? "?" : "") + pattern);
            }
        }
        for (String directory : expand(line)) {
            for (String path : matches(directory, line.names())) {
                take(line, path);
            }
        }
    }

    /** Directories that a pattern describes and that are there; those before its first star are kept by the way. */
    private List<String> expand(Line line) {
        String pattern = line.directory();
        List<String> found = List.of("");
        int start = 0;
        if (pattern.startsWith(ALL_DEVICES) && !functions.isEmpty()) {
            found = List.copyOf(functions.values());
            start = Math.min(ALL_DEVICES.length() + 1, pattern.length());
        }
        for (String part : pattern.substring(start).split("/")) {
            List<String> next = new ArrayList<>();
            for (String directory : found) {
                if (part.isEmpty()) {
                    next.add(directory);
                } else if (part.contains("*")) {
                    keepDirectory(directory);
                    names(directory, part).forEach(name -> next.add(directory + "/" + name));
                } else if (isClosed(join(directory, part))) {
                    unread.putIfAbsent(redaction.masked(directory), "permission denied");
                } else if (tree.exists(join(directory, part))) {
                    next.add(join(directory, part));
                }
            }
            found = next;
        }
        found = found.stream().filter(directory -> !isFile(directory)).toList();
        if (line.kind() != Kind.FLAT) {
            found.forEach(this::keepDirectory);
        }
        return found;
    }

    /** Whether a directory does not even let itself be entered, as debugfs does not by others than root. */
    private boolean isClosed(String path) {
        return tree.resolve(path) instanceof Fact.Unknown<String> unknown && unknown.why().equals("permission denied");
    }

    private boolean isFile(String path) {
        return tree.read(path).isKnown() || tree.link(path).isKnown() && !tree.list(path).isKnown();
    }

    private void keepDirectory(String directory) {
        if (tree.list(directory).isKnown()) {
            place(directory, 0);
        }
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    /** Names in a directory that fit a pattern, without hidden ones; a directory that does not tell is noted. */
    private List<String> names(String directory, String pattern) {
        Fact<List<String>> listed = tree.list(directory);
        if (listed instanceof Fact.Unknown<List<String>> problem && tree.exists(directory)) {
            unread.putIfAbsent(redaction.masked(directory), problem.why());
        }
        return listed.orElse(List.of()).stream().filter(name -> !name.startsWith(".") && Glob.fits(pattern, name))
                .toList();
    }

    private List<String> matches(String directory, List<String> patterns) {
        List<String> found = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.contains("*")) {
                names(directory, pattern).forEach(name -> found.add(join(directory, name)));
            } else if (tree.exists(join(directory, pattern))) {
                found.add(join(directory, pattern));
            }
        }
        return found;
    }

    private void take(Line line, String path) {
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        Fact<String> link = tree.link(path);
        switch (line.kind()) {
            case LINK -> link.value().ifPresent(target -> addLink(place(path.substring(0, slash), 0), name, target));
            case NAME -> {
                String directory = place(path.substring(0, slash), 0);
                if (link.isKnown()) {
                    addLink(directory, name, link.orElse(""));
                } else if (tree.list(path).isKnown()) {
                    directories.add(directory + "/" + name);
                } else {
                    files.putIfAbsent(redaction.masked(directory + "/" + name), new byte[0]);
                }
            }
            case FLAT -> content(line, path, path);
            case FILE -> {
                if (tree.list(path).isKnown()) {
                    place(path, 0);
                } else if (link.isUnknown() || tree.read(path).isKnown() || !link.isKnown()) {
                    content(line, path, place(path.substring(0, slash), 0) + "/" + name);
                } else {
                    addLink(place(path.substring(0, slash), 0), name, link.orElse(""));
                }
            }
        }
    }

    private void content(Line line, String asked, String directPlace) {
        String place = redaction.masked(line.kind() == Kind.FLAT ? directPlace : real(directPlace));
        if (files.containsKey(place) && files.get(place).length > 0) {
            return;
        }
        if (leftOut.contains(asked)) {
            withheld.add(place);
            files.put(place, new byte[0]);
            return;
        }
        switch (tree.read(asked)) {
            case Fact.Known<byte[]> known -> {
                files.put(place, changed(line, asked, known.it()));
                part(asked, known.it()).ifPresent(why -> {
                    unread.put(place, why);
                    partial.add(place);
                });
            }
            case Fact.Absent<byte[]> absent -> {
                // It went away while we looked.
            }
            case Fact.Unknown<byte[]> unknown -> {
                unread.put(place, unknown.why());
                int slash = asked.lastIndexOf('/');
                if (tree.list(asked.substring(0, slash)).orElse(List.of()).contains(asked.substring(slash + 1))) {
                    files.put(place, new byte[0]);
                }
            }
        }
    }

    /** What the kernel shows to root only, without saying so (Linux, pci_read_config and iomem's r_show). */
    private static Optional<String> part(String asked, byte[] content) {
        if (asked.startsWith(DEVICES) && asked.endsWith("/config") && content.length == ConfigSpace.HEADER_SIZE) {
            return Optional.of("only its first 64 bytes could be read: root sees all");
        }
        return asked.equals("proc/iomem") && content.length > 0 && !new String(content, StandardCharsets.ISO_8859_1)
                .lines().anyMatch(line -> !line.strip().startsWith("00000000-00000000 :"))
                ? Optional.of("its addresses could not be read: root sees them") : Optional.empty();
    }

    private byte[] changed(Line line, String asked, byte[] content) {
        byte[] cut = line.people() ? redaction.people(asked, content)
                : line.database() ? redaction.packages(content) : content;
        return hashSerials && asked.startsWith(DEVICES) && asked.endsWith("/config") ? SerialHash.replaceIn(cut) : cut;
    }

    /** A file's path without links; those on the way are kept, the last one too. */
    private String real(String path) {
        int slash = path.lastIndexOf('/');
        return step(path.substring(0, slash), path.substring(slash + 1), 0, false);
    }

    /** A directory's path without links; those on the way are kept. */
    private String place(String path, int depth) {
        return walk("", path, depth);
    }

    private String walk(String from, String path, int depth) {
        String at = from;
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                at = at.contains("/") ? at.substring(0, at.lastIndexOf('/')) : "";
            } else if (!part.isEmpty() && !part.equals(".")) {
                at = step(at, part, depth, true);
            }
        }
        return at;
    }

    private String step(String directory, String name, int depth, boolean isDirectory) {
        String here = join(directory, name);
        Optional<String> link = tree.link(here).value();
        if (link.isEmpty() || depth > MAX_LINKS) {
            if (isDirectory) {
                directories.add(redaction.masked(here));
            }
            return here;
        }
        String target = link.get();
        addLink(directory, name, target);
        int slash = target.lastIndexOf('/');
        String base = target.startsWith("/") ? "" : directory;
        String above = slash < 0 ? base : walk(base, target.substring(0, slash), depth + 1);
        String last = target.substring(slash + 1);
        return last.equals("..") || last.isEmpty() || last.equals(".") ? walk(above, last, depth + 1)
                : step(above, last, depth + 1, isDirectory);
    }

    /** Links stay relative and inside: an absolute one is made relative, one that climbs beyond the root is cut. */
    private void addLink(String directory, String name, String target) {
        String place = join(directory, name);
        int depth = directory.isEmpty() ? 0 : directory.split("/").length;
        String relative = target;
        if (target.startsWith("/")) {
            relative = "../".repeat(depth) + target.replaceFirst("^/+", "");
        } else {
            int up = 0;
            while (relative.startsWith("../", 3 * up)) {
                up++;
            }
            relative = relative.substring(3 * Math.max(0, up - depth));
        }
        links.putIfAbsent(redaction.masked(place), redaction.masked(relative));
    }
}
