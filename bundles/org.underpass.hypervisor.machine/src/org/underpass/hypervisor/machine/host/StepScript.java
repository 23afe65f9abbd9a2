package org.underpass.hypervisor.machine.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.underpass.hypervisor.machine.text.Sh;

/**
 * Two POSIX shell scripts from one list of steps. The first does them in order, checks each, and when one fails undoes
 * it and all before it; the second undoes them all, last first, and goes on when one cannot be undone.
 *
 * <p>Exit statuses are those of the product's command: 0 done, 5 failed and rolled back, 6 the host is not as before,
 * 7 the surroundings refuse, 130 interrupted and rolled back. Both scripts look below {@code $UNDERPASS_SYSFS} instead
 * of {@code /sys} where that is set, for trying them on a copy.
 */
public final class StepScript {
    private static final String PREPARE = resource(StepScript.class, "prepare.sh");
    private static final String RESTORE = resource(StepScript.class, "restore.sh");

    private final String machine;
    private final String about;
    private final ShellFunctions library;
    private final List<HostStep> steps;

    /**
     * @param machine   name of the machine
     * @param about     what the steps achieve, a clause that begins with a verb in the third person
     * @param library   the shell functions that the steps use
     */
    public StepScript(String machine, String about, ShellFunctions library, List<HostStep> steps) {
        this.machine = machine;
        this.about = about;
        this.library = library;
        this.steps = List.copyOf(steps);
    }

    /** The script that does the steps. */
    public String prepare() {
        Set<String> used = new HashSet<>(List.of("say"));
        steps.forEach(step -> used.add(step.act().get(0)));
        return head("prepare", "Prepares this host for " + machine + ": " + about + ".",
                "When a step fails, it and all before it are undone. restore.sh undoes everything.")
                + functions(used) + titles() + cases("act", s -> HostStep.command(s.act()))
                + cases("undo", StepScript::undo) + PREPARE;
    }

    /** The script that undoes them. */
    public String restore() {
        return head("restore", "Undoes what prepare.sh did on this host for " + machine + ".",
                "A step that cannot be undone is reported, and the rest is undone all the same.")
                + functions(new HashSet<>(List.of("say"))) + titles() + cases("undo", StepScript::undo) + RESTORE;
    }

    private String functions(Set<String> used) {
        steps.stream().filter(step -> !step.undo().isEmpty()).forEach(step -> used.add(step.undo().get(0)));
        return library.texts(used);
    }

    private String titles() {
        return cases("title", s -> "printf '%s' " + Sh.quote(s.title()));
    }

    private static String undo(HostStep step) {
        return step.undo().isEmpty() ? "true" : HostStep.command(step.undo());
    }

    private String head(String me, String first, String second) {
        return "#!/bin/sh\n" + Sh.comment(first) + Sh.comment(second)
                + "# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.\n"
                + "# Names from the profile stand within single quotes and are never expanded.\n"
                + "# shellcheck disable=SC2016\n"
                + "set -u\n"
                + "me=" + me + "\n"
                + "steps=" + steps.size() + "\n"
                + "sysfs=${UNDERPASS_SYSFS:-/sys}\n";
    }

    private String cases(String name, Function<HostStep, String> command) {
        StringBuilder text = new StringBuilder("\n" + name + "() {\n    case $1 in\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append("        ").append(i + 1).append(") ").append(command.apply(steps.get(i))).append(" ;;\n");
        }
        return text.append("        *) return 1 ;;\n    esac\n}\n").toString();
    }

    /**
     * A shell text that lies beside a class, in UTF-8.
     *
     * @throws IllegalStateException if it is not in the bundle
     */
    static String resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the bundle");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
