package org.underpass.profile.source;

/**
 * A stretch of a text. Offsets and columns count UTF-16 units, as Java strings and editors do; a byte order mark at
 * the start of a file is not part of its text.
 *
 * @param offset where it starts, from 0
 * @param length its length, 0 for a place between two characters
 * @param line line of its start, from 1
 * @param column column of its start, from 1
 */
public record Span(int offset, int length, int line, int column) implements Comparable<Span> {
    /** The very start of a text. */
    public static final Span START = new Span(0, 0, 1, 1);

    /** The offset behind its last character. */
    public int end() {
        return offset + length;
    }

    /** Whether an offset lies within, both ends included. */
    public boolean covers(int place) {
        return place >= offset && place <= end();
    }

    /** By start, then by length. */
    @Override
    public int compareTo(Span other) {
        int byOffset = Integer.compare(offset, other.offset);
        return byOffset != 0 ? byOffset : Integer.compare(length, other.length);
    }
}
