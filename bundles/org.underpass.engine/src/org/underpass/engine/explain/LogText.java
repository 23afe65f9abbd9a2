package org.underpass.engine.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Any text, line by line, as a stream: memory does not grow with it. UTF-8 or, with a byte order mark, UTF-16; what is
 * neither becomes blanks, as do NULs (a file system leaves blocks of them in a log when a host crashes) and colours of
 * a terminal. Quotation marks that a forum has made beautiful become plain ones again.
 */
final class LogText {
    /** Longer lines are handed out in pieces that overlap. */
    static final int PIECE = 16 << 10;
    /** How much of a piece is repeated in the next: more than any symptom is long. */
    static final int OVERLAP = 1 << 10;

    /** Takes lines. */
    @FunctionalInterface
    interface Lines {
        /**
         * @param number from 1
         * @param column of the first character, from 1; more than 1 in a later piece of a long line
         */
        void line(int number, int column, CharSequence text);
    }

    private final Lines lines;
    private final char[] piece = new char[PIECE];
    private int filled;
    private int number = 1;
    private int column = 1;
    private long characters;
    private long odd;
    private Escape escape = Escape.NONE;

    private enum Escape {
        NONE, STARTED, INSIDE
    }

    private LogText(Lines lines) {
        this.lines = lines;
    }

    /**
     * What was read.
     *
     * @param lines      how many
     * @param characters how many
     * @param odd        how many of them belong to no text
     */
    record Summary(int lines, long characters, long odd) {
        /** Whether this was no text at all: more than a third of it is something else. */
        boolean isBinary() {
            return odd > 16 && odd > characters / 3;
        }
    }

    static Summary read(InputStream in, Lines lines) throws IOException {
        PushbackInputStream source = new PushbackInputStream(in, 2);
        byte[] mark = source.readNBytes(2);
        Charset charset = StandardCharsets.UTF_8;
        if (mark.length == 2 && (mark[0] & 0xff) == 0xff && (mark[1] & 0xff) == 0xfe) {
            charset = StandardCharsets.UTF_16LE;
        } else if (mark.length == 2 && (mark[0] & 0xff) == 0xfe && (mark[1] & 0xff) == 0xff) {
            charset = StandardCharsets.UTF_16BE;
        } else {
            source.unread(mark);
        }
        Reader reader = new InputStreamReader(source, charset.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE));
        LogText text = new LogText(lines);
        char[] buffer = new char[64 << 10];
        for (int got = reader.read(buffer); got >= 0; got = reader.read(buffer)) {
            text.take(buffer, got);
        }
        if (text.filled > 0 || text.column > 1) {
            text.end();
        }
        return new Summary(text.number - 1, text.characters, text.odd);
    }

    private void take(char[] buffer, int count) {
        characters += count;
        for (int i = 0; i < count; i++) {
            char c = buffer[i];
            if (c == '\n') {
                end();
            } else if (c >= ' ' && c < 127 && escape == Escape.NONE) {
                put(c);
            } else {
                special(c);
            }
        }
    }

    private void special(char c) {
        if (escape == Escape.STARTED) {
            escape = c == '[' ? Escape.INSIDE : Escape.NONE;
        } else if (escape == Escape.INSIDE) {
            escape = c >= '@' && c <= '~' ? Escape.NONE : Escape.INSIDE;
        } else if (c == 27) {
            escape = Escape.STARTED;
        } else if (c == '\u2018' || c == '\u2019') {
            put('\'');
        } else if (c == '\u201c' || c == '\u201d') {
            put('"');
        } else if (c == '\t' || c == '\r' || c == '\u00a0' || c == '\ufeff') {
            put(' ');
        } else if (Character.isISOControl(c) || c == '\ufffd') {
            odd++;
            put(' ');
        } else {
            put(c);
        }
    }

    private void put(char c) {
        if (filled == PIECE) {
            lines.line(number, column, new String(piece, 0, filled));
            System.arraycopy(piece, PIECE - OVERLAP, piece, 0, OVERLAP);
            filled = OVERLAP;
            column += PIECE - OVERLAP;
        }
        piece[filled++] = c;
    }

    private void end() {
        lines.line(number, column, new String(piece, 0, filled));
        filled = 0;
        column = 1;
        number++;
        escape = Escape.NONE;
    }
}
