package org.underpass.host.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.underpass.host.tree.Overlay;

/**
 * What a simulated machine is to do wrong, and who holds its devices: the file {@code scenario} in its state folder.
 *
 * <pre>
 * # remark
 * refuse: bind 0000:01:00.0 to vfio-pci     the kernel refuses the step that is described so; the beginning suffices
 * hang: reset 0000:01:00.0                  the kernel does not come back from it
 * ignore: put 0000:01:00.0 into D3hot       the kernel takes it, and nothing changes
 * vanish: take 0000:01:00.0 from            the function falls from the bus instead
 * refuse once: ...                          any of these, the first time only
 * process: 1432 steam user@1000.service /dev/dri/card1 /dev/snd/pcmC1D3p
 * display-manager: gdm.service              the unit that is the machine's display manager
 * </pre>
 *
 * A process belongs to its unit and is gone while that is stopped. Steps are described as {@code switch plan} shows
 * them.
 */
final class Scenario {

    /** What goes wrong. */
    enum Fault {
        REFUSE, HANG, IGNORE, VANISH
    }

    /** A process with its unit, and the device nodes it has open. */
    record Process(long pid, String command, String unit, List<String> nodes) {
    }

    private record Rule(Fault fault, boolean once, String step) {
    }

    private final List<String> lines = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private Optional<String> displayManager = Optional.empty();

    /** @throws IllegalArgumentException naming the line that is none of these */
    Scenario(String text) {
        for (String row : text.split("\n")) {
            String line = row.strip();
            int colon = line.indexOf(": ");
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String rest = colon < 0 ? "" : line.substring(colon + 2).strip();
            String word = colon < 0 ? line : line.substring(0, colon);
            if (word.equals("process")) {
                processes.add(process(rest));
            } else if (word.equals("display-manager")) {
                displayManager = Optional.of(rest);
            } else {
                rule(line).orElseThrow(() -> new IllegalArgumentException("the line \"" + StepWords.shorten(line)
                        + "\" is not one of refuse, hang, ignore, vanish, process, display-manager"));
            }
            lines.add(line);
        }
    }

    private static Process process(String text) {
        List<String> words = List.of(text.split(" +"));
        if (words.size() < 4 || !words.getFirst().matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("expected process: PID COMMAND UNIT NODE..., found \""
                    + StepWords.shorten(text) + "\"");
        }
        return new Process(Long.parseLong(words.get(0)), words.get(1), words.get(2), words.subList(3, words.size()));
    }

    private static Optional<Rule> rule(String line) {
        for (Fault fault : Fault.values()) {
            String word = fault.name().toLowerCase(Locale.ROOT);
            for (boolean once : new boolean[] {false, true}) {
                String start = word + (once ? " once: " : ": ");
                if (line.startsWith(start)) {
                    return Optional.of(new Rule(fault, once, line.substring(start.length()).strip()));
                }
            }
        }
        return Optional.empty();
    }

    List<Process> processes() {
        return processes;
    }

    Optional<String> displayManager() {
        return displayManager;
    }

    /** What goes wrong with a step; a fault that is meant once is forgotten. */
    Optional<Fault> take(Step step) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<Rule> rule = rule(lines.get(i)).filter(r -> step.describe().startsWith(r.step));
            if (rule.isPresent()) {
                if (rule.get().once) {
                    lines.remove(i);
                }
                return rule.map(Rule::fault);
            }
        }
        return Optional.empty();
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** What processes and units look like in the machine's files, but for units that are stopped. */
    void show(Overlay overlay, Predicate<String> stopped,
            LongPredicate ended) {
        displayManager.ifPresent(unit -> overlay.link("etc/systemd/system/display-manager.service",
                "/usr/lib/systemd/system/" + unit));
        displayManager.filter(unit -> !stopped.test(unit))
                .ifPresent(unit -> overlay.folder("sys/fs/cgroup/system.slice/" + unit));
        for (Process process : processes) {
            if (stopped.test(process.unit) || ended.test(process.pid)) {
                continue;
            }
            String folder = "proc/" + process.pid;
            boolean user = process.unit.startsWith("user@");
            overlay.line(folder + "/comm", process.command);
            overlay.line(folder + "/cmdline", "/usr/bin/" + process.command);
            overlay.line(folder + "/cgroup", user ? "0::/user.slice/user-1000.slice/" + process.unit + "/app.slice"
                    : "0::/system.slice/" + process.unit);
            if (!user) {
                overlay.folder("sys/fs/cgroup/system.slice/" + process.unit);
            }
            for (int i = 0; i < process.nodes.size(); i++) {
                overlay.link(folder + "/fd/" + (i + 3), process.nodes.get(i));
            }
        }
    }
}
