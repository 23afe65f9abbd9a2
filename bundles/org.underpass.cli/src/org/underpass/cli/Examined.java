package org.underpass.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;

/**
 * What became of one profile on one host.
 *
 * @param profile    the file, as the user named it
 * @param host       the host's name, or its word where it could not be read
 * @param status     the exit status that it alone would have
 * @param verdict    the answer in a word: {@code passes}, {@code fails}, {@code built}, {@code refused}
 * @param findings   none when it could not be examined
 * @param suppressed findings that the profile suppresses
 * @param failures   what plug-ins did wrong meanwhile, a line each
 * @param problem    why it could not be examined
 */
record Examined(String profile, String host, int status, String verdict, List<Finding> findings,
        List<Finding> suppressed, List<String> failures, Optional<String> problem) {

    /** One that could not be examined. */
    static Examined failed(String profile, String host, CommandException problem) {
        return new Examined(profile, host, problem.status(), "unread", List.of(), List.of(), List.of(),
                Optional.of(Command.oneLine(problem.getMessage())));
    }

    long count(Severity severity) {
        return findings.stream().filter(f -> f.severity() == severity).count();
    }

    /** A member of {@code checks[]}. */
    Json json() {
        return Json.object().put("profile", profile).put("host", host).put("status", status).put("verdict", verdict)
                .put("errors", count(Severity.ERROR)).put("warnings", count(Severity.WARNING))
                .put("notes", count(Severity.INFO)).put("problem", problem);
    }

    /** Findings with the profile and the host that each belongs to, for a batch. */
    static List<Json> findings(List<Examined> all) {
        List<Json> list = new ArrayList<>();
        for (Examined one : all) {
            one.findings.forEach(f -> list.add(Findings.json(f).put("profile", one.profile).put("host", one.host)));
        }
        return list;
    }

    /** One run for each host; for a single host, one that does not name it. */
    static List<Sarif.Run> runs(List<Examined> all) {
        Map<String, List<Examined>> byHost = byHost(all);
        List<Sarif.Run> runs = new ArrayList<>();
        byHost.forEach((host, some) -> runs.add(new Sarif.Run(
                byHost.size() > 1 ? Optional.of(host) : Optional.empty(),
                some.stream().flatMap(e -> e.findings.stream()).toList(),
                some.stream().flatMap(e -> e.problem.stream()).toList())));
        return runs;
    }

    static Map<String, List<Examined>> byHost(List<Examined> all) {
        Map<String, List<Examined>> byHost = new LinkedHashMap<>();
        for (Examined one : all) {
            byHost.computeIfAbsent(one.host, h -> new ArrayList<>()).add(one);
        }
        return byHost;
    }

    /** A table of profiles against hosts, where there is more than one of each; and the sum of all that was asked. */
    static void summary(List<Examined> all, String what, Text text) {
        Map<String, List<Examined>> byHost = byHost(all);
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Examined one : all) {
            rows.computeIfAbsent(one.profile, p -> new ArrayList<>(List.of(p))).add(cell(one, text));
        }
        if (byHost.size() > 1 && rows.size() > 1) {
            List<List<String>> table = new ArrayList<>();
            List<String> head = new ArrayList<>(List.of(""));
            byHost.keySet().forEach(h -> head.add(text.tone(Text.Tone.STRONG, h)));
            table.add(head);
            table.addAll(rows.values());
            text.blank().table(table);
        }
        if (all.size() > 1) {
            long good = all.stream().filter(e -> e.status == Status.YES).count();
            long unread = all.stream().filter(e -> e.problem.isPresent()).count();
            text.blank().line(all.size() + " " + what + " of " + number(rows.size(), "profile") + " on "
                    + number(byHost.size(), "host") + ": " + good + " good, " + (all.size() - good - unread) + " bad"
                    + (unread == 0 ? "" : ", " + unread + " not examined"));
        }
    }

    private static String number(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String cell(Examined one, Text text) {
        return one.problem.isPresent() ? text.tone(Text.Tone.WARN, one.verdict)
                : one.status == Status.YES ? text.tone(Text.Tone.GOOD, one.verdict)
                : text.tone(Text.Tone.BAD, one.verdict) + " (" + one.count(Severity.ERROR) + ")";
    }
}
