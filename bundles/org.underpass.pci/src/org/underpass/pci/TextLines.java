package org.underpass.pci;

import java.io.IOException;
import java.io.Reader;

/** Lines of a text that somebody sent us: as a buffered reader gives them, but none may be endless. */
final class TextLines {

    private static final int LONGEST_LINE = 1 << 16;
    private static final int MOST_LINES = 4 << 20;

    private final Reader reader;
    private final String source;
    private final char[] chunk = new char[1 << 14];
    private final StringBuilder line = new StringBuilder();
    private int filled;
    private int next;
    private int number;

    TextLines(Reader reader, String source) {
        this.reader = reader;
        this.source = source;
    }

    /** Number of the line read last, from 1. */
    int number() {
        return number;
    }

    /**
     * The next line without white space at its end; null after the last.
     *
     * @throws PciTextException where the line or the text is longer than any output of lspci
     */
    String next() throws IOException {
        line.setLength(0);
        boolean any = false;
        boolean ended = false;
        while (!ended && fill()) {
            any = true;
            int start = next;
            while (next < filled && chunk[next] != '\n') {
                next++;
            }
            line.append(chunk, start, next - start);
            ended = next < filled;
            next += ended ? 1 : 0;
            if (line.length() > LONGEST_LINE) {
                throw new PciTextException(source, number + 1, "output of lspci, not a line this long");
            }
        }
        if (!any) {
            return null;
        }
        if (++number > MOST_LINES) {
            throw new PciTextException(source, number, "output of lspci, not a text this long");
        }
        return line.toString().stripTrailing();
    }

    private boolean fill() throws IOException {
        while (next == filled) {
            next = 0;
            filled = Math.max(0, reader.read(chunk));
            if (filled == 0) {
                return false;
            }
        }
        return true;
    }
}
