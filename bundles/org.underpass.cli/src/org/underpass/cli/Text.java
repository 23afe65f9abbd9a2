package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import org.underpass.spi.Severity;

/**
 * Text for people: lines, tables whose columns line up, and colours where a terminal shows them.
 */
final class Text {
    /** Colours of the terminal, by what they mean here. */
    enum Tone {
        GOOD("32"), WARN("33"), BAD("31"), QUIET("2"), STRONG("1");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final boolean colours;

    Text(boolean colours) {
        this.colours = colours;
    }

    /** A line. Control characters of a host or profile never reach the terminal. */
    Text line(String text) {
        out.append(text).append('\n');
        return this;
    }

    Text blank() {
        out.append('\n');
        return this;
    }

    /** A word in a tone. */
    String tone(Tone tone, String word) {
        return colours ? "\u001b[" + tone.code + "m" + word + "\u001b[0m" : word;
    }

    /** A severity, coloured by gravity. */
    String severity(Severity severity) {
        return tone(switch (severity) {
            case ERROR -> Tone.BAD;
            case WARNING -> Tone.WARN;
            case INFO -> Tone.QUIET;
        }, severity.word());
    }

    /** Rows whose columns line up; the last column is not padded. */
    Text table(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                int width = visible(row.get(i));
                if (i == widths.size()) {
                    widths.add(width);
                } else if (width > widths.get(i)) {
                    widths.set(i, width);
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths.get(i) - visible(row.get(i)) + 2));
                }
            }
            line(line.toString().stripTrailing());
        }
        return this;
    }

    private static int visible(String cell) {
        int width = 0;
        boolean escape = false;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (escape) {
                escape = c != 'm';
            } else if (c == '\u001b') {
                escape = true;
            } else {
                width++;
            }
        }
        return width;
    }

    /** Everything written, control characters other than line feeds and our own colours made visible. */
    @Override
    public String toString() {
        StringBuilder safe = new StringBuilder(out.length());
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            boolean ours = c == '\u001b' && colours && i + 1 < out.length() && out.charAt(i + 1) == '[';
            if (c == '\n' || ours || !Character.isISOControl(c)) {
                safe.append(c);
            } else {
                safe.append(String.format("\\x%02x", (int) c));
            }
        }
        return safe.toString();
    }
}
