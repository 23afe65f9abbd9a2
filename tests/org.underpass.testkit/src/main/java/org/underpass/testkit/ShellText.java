package org.underpass.testkit;

/**
 * Reads a shell script far enough to know what is quoted (POSIX, Shell Command Language, 2.2): single quotes, double
 * quotes, backslash and comments. Here-documents are not known: a script of ours has none with foreign text.
 */
final class ShellText {
    private ShellText() {
    }

    /**
     * The place of a word where the shell would not take it literally: outside single quotes. Inside double quotes a
     * {@code $} or backquote before it counts; a comment counts as quoted up to its line's end.
     *
     * @return a piece of the script around the place, or its end where a quote is never closed; null where every
     *         occurrence is literal
     */
    static String exposed(String script, String word) {
        State state = State.PLAIN;
        boolean start = true;
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (script.startsWith(word, i) && state != State.SINGLE && state != State.COMMENT
                    && !(state == State.DOUBLE && literalInDouble(script, i))) {
                return script.substring(Math.max(0, i - 40), Math.min(script.length(), i + 40));
            }
            switch (state) {
                case PLAIN -> {
                    switch (c) {
                        case '\\' -> i++;
                        case '\'' -> state = State.SINGLE;
                        case '"' -> state = State.DOUBLE;
                        case '#' -> state = start ? State.COMMENT : State.PLAIN;
                        default -> { }
                    }
                    start = Character.isWhitespace(c) || c == ';' || c == '(' || c == '&' || c == '|';
                }
                case SINGLE -> state = c == '\'' ? State.PLAIN : State.SINGLE;
                case DOUBLE -> {
                    if (c == '\\') {
                        i++;
                    } else if (c == '"') {
                        state = State.PLAIN;
                    }
                }
                case COMMENT -> {
                    state = c == '\n' ? State.PLAIN : State.COMMENT;
                    start = c == '\n';
                }
            }
        }
        return state == State.SINGLE || state == State.DOUBLE
                ? script.substring(Math.max(0, script.length() - 40)) + " (a quote is never closed)" : null;
    }

    private enum State { PLAIN, SINGLE, DOUBLE, COMMENT }

    /** In double quotes a word is run only as a substitution: $(word or `word, the sign not escaped. */
    private static boolean literalInDouble(String script, int at) {
        return !substitutes(script, at - 1, '`') && !(at > 0 && script.charAt(at - 1) == '('
                && substitutes(script, at - 2, '$'));
    }

    private static boolean substitutes(String script, int at, char sign) {
        if (at < 0 || script.charAt(at) != sign) {
            return false;
        }
        int slashes = 0;
        while (at - 1 - slashes >= 0 && script.charAt(at - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 0;
    }
}
