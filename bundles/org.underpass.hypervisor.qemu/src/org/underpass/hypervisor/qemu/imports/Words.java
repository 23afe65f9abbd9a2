package org.underpass.hypervisor.qemu.imports;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.underpass.spi.hypervisor.ImportException;

/**
 * The words of a command. Quoting is undone as a shell does; variables of the script itself that hold plain text are put
 * in, and nothing is ever run: a word that a shell would have to work out is marked.
 */
final class Words {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_WORDS = 20_000;

    /**
     * One word.
     *
     * @param open whether it holds something that only a shell knows
     */
    record Word(String text, int line, boolean open) {
    }

    private final String text;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int at;
    private int line = 1;

    private Words(String text) {
        this.text = text;
    }

    /**
     * The arguments of the first QEMU that is named, without the program.
     *
     * @throws ImportException if a quote has no end, or no QEMU is named
     */
    static List<Word> of(byte[] content) throws ImportException {
        if (content.length > MAX_CHARACTERS) {
            throw new ImportException(0, "it has more than 1 MiB; expected one command line");
        }
        String all = new String(content, StandardCharsets.UTF_8);
        if (all.indexOf('\0') >= 0) {
            return afterProgram(process(all), false);
        }
        return afterProgram(new Words(all).read(), true);
    }

    /** {@code /proc/PID/cmdline}: each word ends with a NUL. */
    private static List<List<Word>> process(String all) {
        List<Word> words = new ArrayList<>();
        for (String word : all.split("\0", -1)) {
            words.add(new Word(word, 0, false));
        }
        if (!words.isEmpty() && words.get(words.size() - 1).text().isBlank()) {
            words.remove(words.size() - 1);
        }
        return List.of(words);
    }

    private static List<Word> afterProgram(List<List<Word>> commands, boolean shell) throws ImportException {
        for (List<Word> command : commands) {
            for (int i = 0; i < command.size(); i++) {
                String word = command.get(i).text();
                String name = word.substring(word.lastIndexOf('/') + 1);
                boolean program = name.matches("qemu-system-[a-z0-9_]+(\\.bin)?|qemu-kvm|kvm|qemu");
                if (program && i + 1 < command.size() && command.get(i + 1).text().startsWith("-")) {
                    return command.subList(i + 1, command.size());
                }
            }
        }
        List<Word> first = commands.stream().filter(c -> !c.isEmpty()).findFirst().orElse(List.of());
        if (!first.isEmpty() && first.get(0).text().startsWith("-")) {
            return first;
        }
        throw new ImportException(1, "it starts no QEMU; expected qemu-system-... and its options");
    }

    /** All commands of the script, each as its words. */
    private List<List<Word>> read() throws ImportException {
        List<List<Word>> commands = new ArrayList<>();
        List<Word> current = new ArrayList<>();
        int count = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' || c == ';' || c == '&' || c == '|') {
                line += c == '\n' ? 1 : 0;
                at++;
                finish(current, commands);
                current = new ArrayList<>();
            } else if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '\\' && next("\n")) {
                at += 2;
                line++;
            } else if (c == '\\' && next("\r\n")) {
                at += 3;
                line++;
            } else if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else {
                current.add(word());
                if (++count > MAX_WORDS) {
                    throw new ImportException(line, "it has more than " + MAX_WORDS + " words");
                }
            }
        }
        finish(current, commands);
        return commands;
    }

    private boolean next(String expected) {
        return text.startsWith(expected, at + 1);
    }

    private void finish(List<Word> command, List<List<Word>> commands) {
        if (command.isEmpty()) {
            return;
        }
        boolean assignment = command.stream().allMatch(w -> w.text().matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*"));
        if (assignment) {
            for (Word word : command) {
                int equals = word.text().indexOf('=');
                if (word.open()) {
                    variables.remove(word.text().substring(0, equals));
                } else {
                    variables.put(word.text().substring(0, equals), word.text().substring(equals + 1));
                }
            }
        }
        commands.add(command);
    }

    private Word word() throws ImportException {
        StringBuilder word = new StringBuilder();
        boolean[] open = {false};
        int start = line;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'') {
                single(word);
            } else if (c == '"') {
                twice(word, open);
            } else if (c == '\\' && at + 1 < text.length()) {
                if (next("\n") || next("\r\n")) {
                    break;
                }
                word.append(text.charAt(at + 1));
                at += 2;
            } else if (c == '$' || c == '`') {
                variable(word, open);
            } else if (" \t\r\n;&|".indexOf(c) >= 0) {
                break;
            } else {
                word.append(c);
                at++;
            }
        }
        return new Word(word.toString(), start, open[0]);
    }

    private void single(StringBuilder word) throws ImportException {
        int start = line;
        at++;
        while (at < text.length() && text.charAt(at) != '\'') {
            line += text.charAt(at) == '\n' ? 1 : 0;
            word.append(text.charAt(at++));
        }
        end(start, '\'');
    }

    private void twice(StringBuilder word, boolean[] open) throws ImportException {
        int start = line;
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
                line += text.charAt(at + 1) == '\n' ? 1 : 0;
                if (text.charAt(at + 1) != '\n') {
                    word.append(text.charAt(at + 1));
                }
                at += 2;
            } else if (c == '$' || c == '`') {
                variable(word, open);
            } else {
                line += c == '\n' ? 1 : 0;
                word.append(c);
                at++;
            }
        }
        end(start, '"');
    }

    private void end(int start, char quote) throws ImportException {
        if (at >= text.length()) {
            throw new ImportException(start, "the quote " + quote + " that begins here has no end");
        }
        at++;
    }

    /** A variable that the script sets to plain text; anything else stays as it is and marks the word. */
    private void variable(StringBuilder word, boolean[] open) {
        int name = at + 1;
        boolean braces = name < text.length() && text.charAt(name) == '{';
        int end = braces ? name + 1 : name;
        int first = end;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        String value = text.charAt(at) == '$' ? variables.get(text.substring(first, end)) : null;
        boolean closed = !braces || end < text.length() && text.charAt(end) == '}';
        if (value != null && closed) {
            word.append(value);
            at = braces ? end + 1 : end;
        } else {
            open[0] = true;
            word.append(text.charAt(at++));
        }
    }
}
