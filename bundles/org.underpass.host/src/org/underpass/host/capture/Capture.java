package org.underpass.host.capture;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.underpass.host.Fact;
import org.underpass.host.Host;

/**
 * A host's files, collected: what a capture will hold, decided before anything is written. Immutable.
 *
 * <p>Opened again, a capture answers every question as the host does, but for what was left out. Where the host's
 * source does not show something, nor does the capture.
 */
public final class Capture {

    /** High enough to matter, low enough not to be waited for. */
    private static final int LEVEL = 12;
    private static final String OWN = "underpass/";

    private final Map<String, byte[]> files;
    private final Map<String, String> links;
    private final Set<String> directories;
    private final Map<Sensitive, List<String>> leftOut;
    private final Map<String, String> unread;

    private Capture(Collector found, Redaction redaction, boolean hashedSerials) {
        this.files = new TreeMap<>(found.files());
        this.links = Map.copyOf(found.links());
        this.directories = Set.copyOf(found.directories());
        this.unread = Collections.unmodifiableMap(new TreeMap<>(found.unread()));
        Map<Sensitive, List<String>> places = new EnumMap<>(Sensitive.class);
        redaction.places().forEach((kind, all) -> places.put(kind, List.copyOf(all)));
        this.leftOut = Collections.unmodifiableMap(places);
        files.put(OWN + "complete", completeness(found).getBytes(StandardCharsets.UTF_8));
        files.put(OWN + "capture.json", CaptureRecord.text(leftOut, unread, hashedSerials)
                .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Collects the files of a host. Costs a read of each, a second or so for a live machine.
     *
     * @param with        what is sensitive and shall be in all the same
     * @param hashSerials whether PCI serial numbers are replaced by hashes, see {@link SerialHash}
     */
    public static Capture of(Host host, Set<Sensitive> with, boolean hashSerials) {
        Set<Sensitive> asked = with.isEmpty() ? EnumSet.noneOf(Sensitive.class) : EnumSet.copyOf(with);
        Redaction redaction = new Redaction(CapturePaths.all(), host.tree(), asked);
        Collector collector = new Collector(host, redaction, hashSerials);
        collector.collect(CapturePaths.all().lines());
        return new Capture(collector, redaction, hashSerials);
    }

    /**
     * A text of a host as a capture would hold it, without what names people or machines. Two captures are compared by
     * such texts, of which one may have been made with the names and the other without.
     */
    public static Fact<String> text(Host host, String path) {
        Redaction redaction = new Redaction(CapturePaths.all(), host.tree(), Set.of());
        return host.tree().read(path).map(bytes ->
                new String(redaction.people(path, bytes), StandardCharsets.ISO_8859_1));
    }

    /** How many files it holds. */
    public int size() {
        return files.size();
    }

    /** What was left out, and where it would have been. */
    public Map<Sensitive, List<String>> leftOut() {
        return leftOut;
    }

    /** What is there on the host and could not be read, wholly or in part: path and reason. */
    public Map<String, String> unread() {
        return unread;
    }

    private static String completeness(Collector found) {
        StringBuilder text = new StringBuilder("# What this capture holds completely; ? names only; ! not what was "
                + "there.\n");
        found.complete().forEach(line -> text.append(line).append('\n'));
        found.different().forEach(line -> text.append('!').append(line).append('\n'));
        return text.toString();
    }

    /** Writes the archive: tar, packed with zstd, entries by name, no times, no owners. Leaves the stream open. */
    public void writeTo(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new ZstdOutputStream(new Unclosed(out), LEVEL),
                StandardCharsets.UTF_8.name())) {
            write(tar);
        }
        out.flush();
    }

    private void write(TarArchiveOutputStream tar) throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (String name : names()) {
            byte[] content = files.get(name);
            String target = links.get(name);
            TarArchiveEntry entry = target != null ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK)
                    : new TarArchiveEntry(content == null ? name + "/" : name);
            if (target != null) {
                entry.setLinkName(target);
            }
            entry.setModTime(0L);
            entry.setSize(content == null ? 0 : content.length);
            entry.setMode(content == null && target == null ? 0755 : 0644);
            tar.putArchiveEntry(entry);
            if (content != null) {
                tar.write(content);
            }
            tar.closeArchiveEntry();
        }
    }

    private Collection<String> names() {
        Set<String> all = new TreeSet<>(directories);
        all.addAll(links.keySet());
        all.addAll(files.keySet());
        return all;
    }

    /** The caller closes what is his. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
