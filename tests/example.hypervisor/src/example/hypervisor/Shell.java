package example.hypervisor;

import java.util.List;
import java.util.stream.Collectors;

/** Shell scripts in which every word is quoted. */
final class Shell {
    private Shell() {
    }

    static String script(List<String> lines) {
        return "#!/bin/sh\nset -eu\n" + String.join("\n", lines) + "\n";
    }

    static String words(List<String> words) {
        return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
    }

    /** Inside single quotes the shell takes everything literally, except the single quote itself. */
    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
