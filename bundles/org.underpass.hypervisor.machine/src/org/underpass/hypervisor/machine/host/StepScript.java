package org.underpass.hypervisor.machine.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    private static final String HELPERS = resource("helpers.sh");

    private final String machine;
    private final String about;
    private final String functions;
    private final List<HostStep> steps;

    /**
     * @param machine   name of the machine
     * @param about     what the steps achieve, a clause that begins with a verb in the third person
     * @param functions further shell functions that the steps use, in a text of our own
     */
    public StepScript(String machine, String about, String functions, List<HostStep> steps) {
        this.machine = machine;
        this.about = about;
        this.functions = functions;
        this.steps = List.copyOf(steps);
    }

    /** The script that does the steps. */
    public String prepare() {
        return head("prepare", "Prepares this host for " + machine + ": " + about + ".",
                "When a step fails, it and all before it are undone. restore.sh undoes everything.")
                + cases("title", s -> "printf '%s' " + Sh.quote(s.title()))
                + cases("act", s -> HostStep.command(s.act()))
                + cases("undo", StepScript::undo)
                + resource("prepare.sh");
    }

    /** The script that undoes them. */
    public String restore() {
        return head("restore", "Undoes what prepare.sh did on this host for " + machine + ".",
                "A step that cannot be undone is reported, and the rest is undone all the same.")
                + cases("title", s -> "printf '%s' " + Sh.quote(s.title()))
                + cases("undo", StepScript::undo)
                + resource("restore.sh");
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
                + HELPERS + functions;
    }

    private String cases(String name, Function<HostStep, String> command) {
        StringBuilder text = new StringBuilder("\n" + name + "() {\n    case $1 in\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append("        ").append(i + 1).append(") ").append(command.apply(steps.get(i))).append(" ;;\n");
        }
        return text.append("        *) return 1 ;;\n    esac\n}\n").toString();
    }

    /** A text that lies beside this class. */
    private static String resource(String name) {
        return resource(StepScript.class, name);
    }

    /**
     * A shell text that lies beside a class, in UTF-8.
     *
     * @throws IllegalStateException if it is not in the bundle
     */
    public static String resource(Class<?> beside, String name) {
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
