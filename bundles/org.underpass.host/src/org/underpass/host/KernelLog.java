package org.underpass.host;

import java.util.List;
import java.util.Optional;

/**
 * Lines that the kernel logged since boot. A log forgets its beginning: that a line is missing says something only
 * where {@link #fromBoot()} holds.
 *
 * @param file     where it is from
 * @param lines    without time stamps and levels
 * @param fromBoot whether the first lines of the boot are still there
 */
public record KernelLog(String file, List<Entry> lines, boolean fromBoot) {
    public KernelLog {
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param text   the message alone
     */
    public record Entry(int number, String text) {
    }

    /** The first line that contains a text. */
    public Optional<Entry> find(String part) {
        return lines.stream().filter(line -> line.text().contains(part)).findFirst();
    }

    /** All lines that contain a text. */
    public List<Entry> findAll(String part) {
        return lines.stream().filter(line -> line.text().contains(part)).toList();
    }

    /** Where a line stands. */
    public Provenance source(Entry line) {
        return Provenance.line(file, line.number());
    }

    static KernelLog parse(String text, String file) {
        List<Entry> lines = Reader.split(text).stream()
                .map(line -> new Entry(line.number(), message(line.text()))).toList();
        boolean fromBoot = lines.stream().limit(20).anyMatch(line -> line.text().startsWith("Linux version "));
        return new KernelLog(file, lines, fromBoot);
    }

    /** Drops {@code <6>} and {@code [    0.000000]}, and what syslog puts before them. */
    private static String message(String line) {
        int at = 0;
        if (line.startsWith("<") && line.indexOf('>') > 0 && line.indexOf('>') < 5) {
            at = line.indexOf('>') + 1;
        }
        int kernel = line.indexOf(" kernel: ");
        at = kernel > 0 && kernel < 80 ? kernel + 9 : at;
        String rest = line.substring(at);
        int end = rest.indexOf("] ");
        return rest.startsWith("[") && end > 0 && end < 20 ? rest.substring(end + 2) : rest;
    }
}
