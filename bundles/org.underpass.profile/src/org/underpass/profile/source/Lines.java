package org.underpass.profile.source;

import java.util.Arrays;

/** Offsets to lines and columns, and code point positions to offsets. */
final class Lines {
    private final String text;
    private final int[] starts;
    /** Positions, counted in code points, of the characters above U+FFFF; empty in nearly all texts. */
    private final int[] pairs;

    Lines(String text) {
        this.text = text;
        int[] found = new int[64];
        int count = 1;
        int[] wide = new int[0];
        int wides = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, count * 2);
                }
                found[count++] = i + 1;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                if (wides == wide.length) {
                    wide = Arrays.copyOf(wide, wides * 2 + 16);
                }
                wide[wides] = i - wides;
                wides++;
            }
        }
        starts = Arrays.copyOf(found, count);
        pairs = Arrays.copyOf(wide, wides);
    }

    /** The line of an offset, from 1. */
    int line(int offset) {
        int at = Arrays.binarySearch(starts, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /** The offset at which a line starts, counted from 1. */
    int lineStart(int line) {
        return starts[line - 1];
    }

    /** The offset of the line break that ends the line of an offset, or the end of the text. */
    int lineEnd(int offset) {
        int at = offset;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** The offset behind the line break that ends the line of an offset. */
    int nextLine(int offset) {
        int line = line(offset);
        return line < starts.length ? starts[line] : text.length();
    }

    Span span(int offset, int length) {
        int line = line(offset);
        return new Span(offset, length, line, offset - starts[line - 1] + 1);
    }

    /** The offset of the n-th code point. */
    int offset(int codePoint) {
        int before = Arrays.binarySearch(pairs, codePoint);
        return codePoint + (before < 0 ? -before - 1 : before);
    }

    /** How lines end in this text: as its first one does. */
    String separator() {
        if (starts.length == 1) {
            return "\n";
        }
        int end = starts[1];
        if (text.charAt(end - 1) == '\r') {
            return "\r";
        }
        return end > 1 && text.charAt(end - 2) == '\r' ? "\r\n" : "\n";
    }
}
