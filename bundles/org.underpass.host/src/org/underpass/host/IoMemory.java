package org.underpass.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Who claims which physical addresses: /proc/iomem as a tree.
 *
 * @param resources the outermost ones, in order
 */
public record IoMemory(List<Resource> resources) {
    static final String FILE = "proc/iomem";

    public IoMemory {
        resources = List.copyOf(resources);
    }

    /**
     * A claimed range.
     *
     * @param start    first address
     * @param end      last address
     * @param name     who claims it
     * @param children what lies within
     * @param line     where it stands
     */
    public record Resource(long start, long end, String name, List<Resource> children, int line) {
        public Resource {
            children = Collections.unmodifiableList(children);
        }

        /** Whether the range shares an address with another. */
        public boolean overlaps(long first, long last) {
            return Long.compareUnsigned(start, last) <= 0 && Long.compareUnsigned(first, end) <= 0;
        }

        /** Where it stands. */
        public Provenance source() {
            return Provenance.line(FILE, line);
        }
    }

    /** All resources that share an address with a range, outer before inner. */
    public List<Resource> within(long first, long last) {
        List<Resource> found = new ArrayList<>();
        collect(resources, first, last, found);
        return found;
    }

    private static void collect(List<Resource> from, long first, long last, List<Resource> found) {
        for (Resource resource : from) {
            if (resource.overlaps(first, last)) {
                found.add(resource);
                collect(resource.children, first, last, found);
            }
        }
    }

    /** Unknown where all addresses are zero, as the kernel shows them to everybody but root. */
    static Fact<IoMemory> read(Reader reader) {
        return reader.lines(FILE).flatMap(lines -> {
            List<Resource> top = new ArrayList<>();
            Deque<List<Resource>> open = new ArrayDeque<>();
            open.push(top);
            boolean shown = false;
            for (Reader.Line line : lines) {
                Optional<Resource> parsed = parse(line);
                if (parsed.isEmpty()) {
                    continue;
                }
                int depth = indent(line.text()) / 2 + 1;
                while (open.size() > depth) {
                    open.pop();
                }
                List<Resource> children = new ArrayList<>();
                Resource resource = new Resource(parsed.get().start, parsed.get().end, parsed.get().name, children,
                        line.number());
                open.peek().add(resource);
                open.push(children);
                shown |= resource.end != 0;
            }
            return shown ? Fact.known(new IoMemory(top), FILE)
                    : Fact.unknown("all addresses are zero: only root sees them", FILE);
        });
    }

    private static int indent(String text) {
        int blanks = 0;
        while (blanks < text.length() && text.charAt(blanks) == ' ') {
            blanks++;
        }
        return blanks;
    }

    private static Optional<Resource> parse(Reader.Line line) {
        String text = line.text().strip();
        int dash = text.indexOf('-');
        int colon = text.indexOf(" : ");
        if (dash < 0 || colon < dash) {
            return Optional.empty();
        }
        Optional<Long> start = Reader.parseHex(text.substring(0, dash));
        Optional<Long> end = Reader.parseHex(text.substring(dash + 1, colon));
        return start.isEmpty() || end.isEmpty() ? Optional.empty() : Optional.of(new Resource(start.get(), end.get(),
                text.substring(colon + 3), List.of(), line.number()));
    }
}
