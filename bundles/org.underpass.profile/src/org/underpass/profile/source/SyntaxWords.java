package org.underpass.profile.source;

/** Says in the words of somebody who writes a profile what the YAML parser says in those of its grammar. */
final class SyntaxWords {
    private SyntaxWords() {
    }

    /**
     * @param problem what the parser found
     * @param context what it was doing, may be null
     * @param contextLine the line where it began that, 0 if not known
     */
    static String explain(String problem, String context, int contextLine) {
        String doing = context == null ? "" : context;
        String since = contextLine > 0 ? " (it starts in line " + contextLine + ")" : "";
        if (doing.contains("double-quoted scalar") && problem.contains("escape")) {
            return "this is no escape that YAML knows: write \\\\ for a backslash, or use single quotes";
        }
        if (doing.contains("quoted scalar")) {
            return "a quoted text has no closing quote" + since;
        }
        if (doing.contains("flow sequence")) {
            return "a list in brackets is not closed" + since + ": expected ',' or ']'";
        }
        if (doing.contains("flow mapping")) {
            return "a mapping in braces is not closed" + since + ": expected ',' or '}'";
        }
        if (problem.contains("mapping values are not allowed here")) {
            return "a ':' is not expected here: put a text that holds ': ' in quotes, or indent the line as its "
                    + "neighbours";
        }
        if (problem.contains("could not find expected ':'")) {
            return "a key must be followed by ':' and a space" + since;
        }
        if (doing.contains("block mapping") || doing.contains("block collection")) {
            return "this line does not fit to those above" + since + ": check its indentation";
        }
        if (problem.contains("sequence entries are not allowed here")) {
            return "a '-' is not expected here: check the indentation";
        }
        if (problem.contains("that cannot start any token")) {
            return "a value cannot start with this character: put the text in quotes";
        }
        return "not readable as YAML: " + problem + (doing.isEmpty() ? "" : ", " + doing + since);
    }
}
