package org.underpass.hypervisor.machine.text;

/**
 * Quoting for POSIX shell (XCU 2.2.2): within single quotes every character but the single quote stands for itself,
 * newlines, dollars and backslashes included.
 */
public final class Sh {
    private Sh() {
    }

    /**
     * One word of a command, always within single quotes, so that nobody has to judge whether it needs them.
     *
     * @throws IllegalArgumentException for a NUL, which no argument of a program can hold
     */
    public static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument cannot hold a NUL");
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** A text as a comment: every line of it begins with {@code #}, no matter what line ends it holds. */
    public static String comment(String text) {
        StringBuilder comment = new StringBuilder();
        for (String line : text.split("\\R", -1)) {
            comment.append(("# " + printable(line)).stripTrailing()).append('\n');
        }
        return comment.toString();
    }

    /** A text in one line: control characters, line separators among them, become spaces. */
    public static String printable(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(
                Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c));
        return line.toString();
    }
}
