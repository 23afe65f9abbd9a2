package org.underpass.rules.hooks;

import java.util.ArrayList;
import java.util.List;

/**
 * A shell script as a list of simple commands, in the order in which they stand, those of substitutions, functions and
 * all branches included. Total: what is no shell gives odd commands, never an exception. Follows the grammar of POSIX
 * (Shell Command Language, 2.2 to 2.10) and what bash adds to quoting; a here-document is data and gives no commands.
 *
 * @param commands without keywords
 * @param carriage number of the first line that ends with a carriage return; 0 where none does
 */
record ShellScript(List<Command> commands, int carriage) {
    /** Longer scripts are cut; hooks have some dozens of lines. */
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 20;

    ShellScript {
        commands = List.copyOf(commands);
    }

    /**
     * One word of a command.
     *
     * @param text what it says, quotes taken away, expansions as they are written
     * @param bare whether an expansion stands outside of quotes in it, so that blanks in its value split the word
     */
    record Word(String text, boolean bare, int line, int column) {
    }

    /**
     * A simple command: words, then where its output goes.
     *
     * @param words   never empty, unless there are outputs
     * @param outputs files that are written to
     */
    record Command(List<Word> words, List<Word> outputs, int line, int column) {
        Command {
            words = List.copyOf(words);
            outputs = List.copyOf(outputs);
        }

        /** The program: the first word that is neither an assignment nor a program that runs another. */
        String program() {
            return words.size() > start() ? name(words.get(start()).text()) : "";
        }

        /** What the program is given. */
        List<String> arguments() {
            return words.stream().skip(start() + 1L).map(Word::text).toList();
        }

        private int start() {
            int at = 0;
            while (at < words.size()) {
                String word = words.get(at).text();
                if (word.matches("[A-Za-z_][A-Za-z0-9_]*\\+?=.*(?s:.*)")) {
                    at++;
                } else if (isRunner(name(word)) && at + 1 < words.size()) {
                    at++;
                    while (at < words.size() - 1 && (words.get(at).text().startsWith("-")
                            || words.get(at).text().matches("[0-9.]+[smh]?"))) {
                        at++;
                    }
                } else {
                    break;
                }
            }
            return at;
        }

        private static boolean isRunner(String name) {
            return switch (name) {
                case "sudo", "exec", "env", "nohup", "command", "timeout", "setsid", "nice", "ionice", "doas", "eval",
                        "builtin", "time" -> true;
                default -> false;
            };
        }

        private static String name(String word) {
            return word.substring(word.lastIndexOf('/') + 1);
        }
    }

    /** Takes a script apart. */
    static ShellScript parse(byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, LONGEST), java.nio.charset.StandardCharsets.UTF_8);
        int carriage = text.indexOf("\r\n");
        List<Command> commands = new ArrayList<>();
        new Parser(text.replace("\r\n", "\n"), 1, 1, 0, commands).run();
        int line = carriage < 0 ? 0 : 1 + (int) text.substring(0, carriage).chars().filter(c -> c == '\n').count();
        return new ShellScript(commands, line);
    }

    /** One pass over a text; a substitution within it gets a parser of its own. */
    private static final class Parser {
        private final String text;
        private final int depth;
        private final List<Command> into;
        private final List<String> heredocs = new ArrayList<>();
        private int at;
        private int line;
        private int column;
        private final List<Word> words = new ArrayList<>();
        private final List<Word> outputs = new ArrayList<>();
        private StringBuilder word;
        private boolean quoted;
        private boolean bare;
        private boolean output;
        private int wordLine;
        private int wordColumn;

        Parser(String text, int line, int column, int depth, List<Command> into) {
            this.text = text;
            this.line = line;
            this.column = column;
            this.depth = depth;
            this.into = into;
        }

        void run() {
            while (at < text.length()) {
                char c = text.charAt(at);
                switch (c) {
                    case '\n' -> {
                        endCommand();
                        step();
                        skipHeredocs();
                    }
                    case ' ', '\t', '\r' -> {
                        endWord();
                        step();
                    }
                    case ';', '&', '|', '(', ')' -> operator(c);
                    case '<', '>' -> redirection(c);
                    case '#' -> {
                        if (word == null) {
                            while (at < text.length() && text.charAt(at) != '\n') {
                                step();
                            }
                        } else {
                            put(c);
                        }
                    }
                    case '\\' -> escape();
                    case '\'' -> single();
                    case '"' -> doubled();
                    case '$', '`' -> expansion(false);
                    default -> put(c);
                }
            }
            endCommand();
        }

        private void step() {
            if (at < text.length() && text.charAt(at++) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }

        private void put(char c) {
            begin();
            word.append(c);
            step();
        }

        private void begin() {
            if (word == null) {
                word = new StringBuilder();
                quoted = false;
                bare = false;
                wordLine = line;
                wordColumn = column;
            }
        }

        private void operator(char c) {
            boolean duplicate = c == '&' && at > 0 && (text.charAt(at - 1) == '>' || text.charAt(at - 1) == '<');
            if (duplicate) {
                put(c);
                return;
            }
            if (c == '&' && at + 1 < text.length() && text.charAt(at + 1) == '>') {
                endWord();
                step();
                return;
            }
            // name() begins a function, whose name is no command.
            if (c == '(' && words.isEmpty() && word != null && text.startsWith("()", at)) {
                word = null;
                step();
                step();
                return;
            }
            endCommand();
            step();
        }

        private void redirection(char c) {
            if (word != null && word.toString().matches("[0-9]+") && !quoted) {
                word = null; // A number before it is a file descriptor.
            }
            endWord();
            if (text.startsWith("<<<", at)) {
                step();
                step();
                step();
                return;
            }
            if (text.startsWith("<<", at)) {
                heredoc();
                return;
            }
            if (at + 1 < text.length() && text.charAt(at + 1) == '(') {
                step();
                step();
                substitution(')');
                return;
            }
            step();
            while (at < text.length() && (text.charAt(at) == '>' || text.charAt(at) == '|')) {
                step();
            }
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                step();
            }
            output = c == '>';
            if (at < text.length() && text.charAt(at) == '&') {
                put('&');
            }
            begin();
        }

        private void heredoc() {
            step();
            step();
            if (at < text.length() && text.charAt(at) == '-') {
                step();
            }
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                step();
            }
            StringBuilder end = new StringBuilder();
            while (at < text.length() && " \t\n;&|<>()".indexOf(text.charAt(at)) < 0) {
                char c = text.charAt(at);
                if (c != '\'' && c != '"' && c != '\\') {
                    end.append(c);
                }
                step();
            }
            heredocs.add(end.toString());
        }

        private void skipHeredocs() {
            for (String end : heredocs) {
                while (at < text.length()) {
                    int stop = text.indexOf('\n', at);
                    stop = stop < 0 ? text.length() : stop;
                    String one = text.substring(at, stop);
                    while (at < stop) {
                        step();
                    }
                    step();
                    if (one.strip().equals(end)) {
                        break;
                    }
                }
            }
            heredocs.clear();
        }

        private void escape() {
            step();
            if (at < text.length() && text.charAt(at) == '\n') {
                step();
                return;
            }
            if (at < text.length()) {
                put(text.charAt(at));
            }
        }

        private void single() {
            begin();
            quoted = true;
            step();
            while (at < text.length() && text.charAt(at) != '\'') {
                put(text.charAt(at));
            }
            step();
        }

        private void doubled() {
            begin();
            quoted = true;
            step();
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    step();
                    if (text.charAt(at) == '\n') {
                        step();
                    } else {
                        put(text.charAt(at));
                    }
                } else if (c == '$' || c == '`') {
                    expansion(true);
                } else {
                    put(c);
                }
            }
            step();
        }

        private void expansion(boolean inQuotes) {
            begin();
            char c = text.charAt(at);
            if (c == '`') {
                bare |= !inQuotes;
                step();
                int end = text.indexOf('`', at);
                nested(end < 0 ? text.length() : end, 1);
                return;
            }
            if (text.startsWith("$((", at)) {
                copyUntil("))");
                return;
            }
            if (text.startsWith("$(", at)) {
                bare |= !inQuotes;
                step();
                step();
                substitution(')');
                return;
            }
            if (text.startsWith("${", at)) {
                boolean length = text.startsWith("${#", at);
                bare |= !inQuotes && !length;
                copyUntil("}");
                return;
            }
            if (text.startsWith("$'", at) && !inQuotes) {
                step();
                single();
                return;
            }
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            // $?, $# and $$ are numbers, which have no blanks.
            bare |= !inQuotes && (Character.isLetterOrDigit(next) || next == '_' || next == '@' || next == '*');
            put(c);
            if (next == '#' || next == '?' || next == '$' || next == '!') {
                put(next);
            }
        }

        private void copyUntil(String end) {
            int stop = text.indexOf(end, at);
            stop = stop < 0 ? text.length() : stop + end.length();
            while (at < stop) {
                put(text.charAt(at));
            }
        }

        /** Parses up to the bracket that closes a substitution; what it holds are commands of their own. */
        private void substitution(char close) {
            int level = 1;
            int end = at;
            char quote = 0;
            for (; end < text.length(); end++) {
                char c = text.charAt(end);
                if (quote != 0) {
                    if (c == '\\' && quote == '"') {
                        end++;
                    }
                    quote = c == quote ? 0 : quote;
                } else if (c == '\'' || c == '"') {
                    quote = c;
                } else if (c == '\\') {
                    end++;
                } else if (c == '(') {
                    level++;
                } else if (c == close && --level == 0) {
                    break;
                }
            }
            nested(Math.min(end, text.length()), 1);
        }

        private void nested(int end, int closing) {
            if (depth < DEEPEST) {
                new Parser(text.substring(at, end), line, column, depth + 1, into).run();
            }
            begin();
            word.append("$(…)");
            while (at < Math.min(end + closing, text.length())) {
                step();
            }
        }

        private void endWord() {
            if (word == null) {
                return;
            }
            String said = word.toString();
            Word done = new Word(said, bare, wordLine, wordColumn);
            word = null;
            if (output) {
                output = false;
                if (!said.isEmpty() && !said.startsWith("&")) {
                    outputs.add(done);
                }
            } else if (!(words.isEmpty() && !quoted && isKeyword(said)) && !(said.isEmpty() && !quoted)) {
                words.add(done);
            }
        }

        private static boolean isKeyword(String word) {
            return switch (word) {
                case "if", "then", "else", "elif", "fi", "do", "done", "while", "until", "{", "}", "!", "esac" -> true;
                default -> false;
            };
        }

        private void endCommand() {
            endWord();
            output = false;
            if (!words.isEmpty() || !outputs.isEmpty()) {
                Word first = words.isEmpty() ? outputs.get(0) : words.get(0);
                into.add(new Command(words, outputs, first.line(), first.column()));
            }
            words.clear();
            outputs.clear();
        }
    }
}
