package org.underpass.rules.hooks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.underpass.host.Provenance;
import org.underpass.rules.hooks.ShellScript.Command;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Location;
import org.underpass.spi.OwnScript;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;

/** Questions that rules about scripts share. */
final class Hooks {
    /** Units of display managers, without suffix. */
    private static final Set<String> DISPLAY_MANAGERS = Set.of("display-manager", "gdm", "gdm3", "sddm", "lightdm",
            "lxdm", "xdm", "ly", "greetd", "slim", "plasmalogin", "cosmic-greeter");

    private Hooks() {
    }

    /**
     * A script that a shell runs.
     *
     * @param script where it is
     * @param shell  what it does
     */
    record Shell(OwnScript script, ShellScript shell) {
        String file() {
            return script.file();
        }

        /** Begins a finding on the script, with the lines that some commands stand in as evidence; at the first. */
        Finding.Builder finding(RuleInfo rule, List<Command> commands) {
            Finding.Builder finding = Finding.of(rule, file());
            commands.stream().findFirst().ifPresent(
                    first -> finding.at(Optional.of(new Location(file(), first.line(), first.column()))));
            for (Command command : commands.stream().limit(10).toList()) {
                finding.evidence(line(command));
            }
            return finding;
        }

        Evidence line(Command command) {
            List<String> words = new ArrayList<>();
            command.words().forEach(w -> words.add(w.text()));
            command.outputs().forEach(o -> words.add("> " + o.text()));
            String text = String.join(" ", words).replace('\n', ' ');
            return Evidence.of(text.length() > 120 ? text.substring(0, 120) + " …" : text,
                    Provenance.line(file(), command.line()));
        }

        /** The commands that a question is answered with yes for; it gets the program and its arguments. */
        List<Command> find(BiPredicate<String, List<String>> question) {
            return shell.commands().stream().filter(c -> question.test(c.program(), c.arguments())).toList();
        }
    }

    /** The shell scripts among those of a context; what is something else, or not shown, is left out. */
    static List<Shell> shells(RuleContext context) {
        List<Shell> all = new ArrayList<>();
        for (OwnScript script : context.scripts()) {
            byte[] bytes = script.content().orElse(new byte[0]);
            if (isShell(bytes)) {
                all.add(new Shell(script, ShellScript.parse(bytes)));
            }
        }
        return all;
    }

    private static boolean isShell(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1);
        String first = start.lines().findFirst().orElse("");
        boolean text = start.chars().noneMatch(c -> c < 7);
        return bytes.length > 0 && text && (!first.startsWith("#!") || first.matches("#!.*\\b(ba|da|k|z|a)?sh\\b.*"));
    }

    /** Whether a script is one that libvirt or the copied dispatcher runs as a program. */
    static boolean isRun(OwnScript script) {
        String hook = script.hook().orElse("");
        String[] parts = hook.split("/");
        boolean driver = Set.of("daemon", "qemu", "lxc", "libxl", "network").contains(parts[0]);
        boolean folder = parts[0].endsWith(".d") && parts.length > 1;
        return driver && parts.length == 1 || folder && !hook.matches(".*\\.(md|txt|conf|bak|orig|disabled|sample)");
    }

    /** The unit of a display manager that a call of systemctl names for one of some verbs. */
    static Optional<String> displayManager(String program, List<String> arguments, Set<String> verbs) {
        if (!program.equals("systemctl") || arguments.stream().noneMatch(verbs::contains)) {
            return Optional.empty();
        }
        return arguments.stream().map(a -> a.replaceFirst("\\.service$", "")).filter(DISPLAY_MANAGERS::contains)
                .findFirst();
    }
}
