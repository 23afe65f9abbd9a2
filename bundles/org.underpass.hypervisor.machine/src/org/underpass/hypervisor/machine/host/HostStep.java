package org.underpass.hypervisor.machine.host;

import java.util.ArrayList;
import java.util.List;
import org.underpass.hypervisor.machine.text.Sh;

/**
 * One step of preparing a host, with its inverse.
 *
 * @param title what it does, for people
 * @param act   command and arguments; a function of the script's own, or a program
 * @param undo  command and arguments that undo it, also when it was done in part or not at all; empty for a step that
 *              only looks
 */
public record HostStep(String title, List<String> act, List<String> undo) {
    public HostStep {
        act = List.copyOf(act);
        undo = List.copyOf(undo);
    }

    /** A step that changes nothing. */
    public static HostStep look(String title, String... act) {
        return new HostStep(title, List.of(act), List.of());
    }

    static String command(List<String> words) {
        List<String> quoted = new ArrayList<>();
        quoted.add(words.get(0));
        words.subList(1, words.size()).forEach(word -> quoted.add(Sh.quote(word)));
        return String.join(" ", quoted);
    }
}
