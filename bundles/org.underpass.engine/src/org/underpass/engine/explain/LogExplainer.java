package org.underpass.engine.explain;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.Plugins;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.Location;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.Rule;

/**
 * Explains a log of QEMU, libvirt, Xen or the kernel: which rules' symptoms it shows, why on this machine, and what
 * cures. Reads the text once, as a stream; memory grows with what is found, up to a limit, not with the text.
 */
public final class LogExplainer {
    /** More different hits than a person reads. */
    private static final int MOST_HITS = 400;
    private static final int AROUND = 200;

    private final SymptomIndex index = new SymptomIndex();
    private final CauseJoin join;

    /** @param profile what the guest was to have, where it is known */
    public LogExplainer(Plugins plugins, Optional<Host> host, Optional<ProfileResult> profile) {
        this.join = new CauseJoin(plugins, host, profile);
        for (Contribution<Rule> rule : plugins.rules()) {
            rule.part().info().symptoms().forEach(symptom -> index.add(rule, symptom));
        }
    }

    /**
     * What a text means.
     *
     * @param lines    how many lines were read
     * @param binary   whether most of it was no text at all
     * @param findings gravest first; each has a line as location
     * @param more     whether more was found than is kept
     * @param failures plug-ins that threw
     */
    public record Explanation(int lines, boolean binary, List<Finding> findings, boolean more,
            List<PluginFailure> failures) {
        public Explanation {
            findings = List.copyOf(findings);
        }
    }

    /** One rule's symptom, at the first line that shows it of the same functions and groups. */
    private static final class Hit {
        private final Contribution<Rule> rule;
        private final SymptomIndex.Found<?> found;
        private final int line;
        private final int column;
        private final String text;
        private final List<PciAddress> addresses;
        private final List<String> groups;
        private int count = 1;

        @SuppressWarnings("unchecked")
        Hit(SymptomIndex.Found<?> found, int line, int column, String text, List<PciAddress> addresses,
                List<String> groups) {
            this.rule = (Contribution<Rule>) found.entry().owner();
            this.found = found;
            this.line = line;
            this.column = column;
            this.text = text;
            this.addresses = addresses;
            this.groups = groups;
        }

        boolean namesNothing() {
            return addresses.isEmpty() && groups.isEmpty();
        }

        LogMatch match(String file) {
            return new LogMatch(new Location(file, line, column), text, found.entry().text(), found.holes(), addresses,
                    groups, count);
        }
    }

    /**
     * Explains a text.
     *
     * @param name what it is called in findings
     * @throws IOException when the stream does
     */
    public Explanation explain(InputStream text, String name) throws IOException {
        Map<String, Hit> hits = new LinkedHashMap<>();
        boolean[] more = new boolean[1];
        LogText.Summary summary = LogText.read(text, (number, column, line) -> {
            String string = line.toString();
            index.find(string, found -> more[0] |= !keep(hits, found, number, column, string));
        });
        List<Finding> findings = summary.isBinary() ? List.of() : join(hits.values(), name);
        return new Explanation(summary.lines(), summary.isBinary(), findings, more[0], join.failures());
    }

    /** Answers whether there was room for it. */
    private static boolean keep(Map<String, Hit> hits, SymptomIndex.Found<?> found, int number, int column,
            String line) {
        List<PciAddress> addresses = LineNames.addresses(line);
        List<String> groups = LineNames.groups(line);
        String key = ((Contribution<?>) found.entry().owner()).id() + found.entry().text() + addresses + groups;
        Hit known = hits.get(key);
        if (known != null) {
            known.count += known.line == number ? 0 : 1;
            return true;
        }
        if (hits.size() >= MOST_HITS) {
            return false;
        }
        hits.put(key, new Hit(found, number, column + found.start(), around(line, found.start()), addresses, groups));
        return true;
    }

    /** What a person wants to see of a line. */
    private static String around(String line, int start) {
        int from = line.length() <= 2 * AROUND ? 0 : Math.max(0, start - AROUND);
        int to = line.length() <= 2 * AROUND ? line.length() : Math.min(line.length(), start + 2 * AROUND);
        return (from > 0 ? "… " : "") + line.substring(from, to).strip() + (to < line.length() ? " …" : "");
    }

    private List<Finding> join(Iterable<Hit> hits, String name) {
        Map<String, Finding> byKey = new LinkedHashMap<>();
        Map<Integer, List<Hit>> byLine = new LinkedHashMap<>();
        Set<String> named = new LinkedHashSet<>();
        for (Hit hit : hits) {
            byLine.computeIfAbsent(hit.line, line -> new ArrayList<>()).add(hit);
            if (!hit.namesNothing()) {
                named.add(hit.rule.id());
            }
        }
        for (List<Hit> rivals : byLine.values()) {
            for (Finding finding : line(rivals, named, name)) {
                byKey.merge(finding.key(), finding,
                        (first, second) -> second.severity().atLeast(first.severity())
                                && second.severity() != first.severity() ? second : first);
            }
        }
        List<Finding> all = new ArrayList<>(byKey.values());
        all.sort((a, b) -> a.severity() != b.severity() ? a.severity().compareTo(b.severity())
                : Integer.compare(a.location().orElseThrow().line(), b.location().orElseThrow().line()));
        return all;
    }

    /**
     * Several rules may have a symptom in one line. Those whose cause this machine shows are what happened; where it
     * shows none, the symptom that says most is, and the others are no more than possible.
     */
    private List<Finding> line(List<Hit> rivals, Set<String> named, String name) {
        List<Finding> confirmed = new ArrayList<>();
        List<Finding> possible = new ArrayList<>();
        List<Hit> sorted = new ArrayList<>(rivals);
        sorted.sort((a, b) -> Integer.compare(b.found.entry().weight(), a.found.entry().weight()));
        Set<String> asked = new LinkedHashSet<>();
        for (Hit hit : sorted) {
            // Another line says the same of a function or group by name.
            if (hit.namesNothing() && named.contains(hit.rule.id()) || !asked.add(hit.rule.id())) {
                continue;
            }
            CauseJoin.Joined joined = join.join(hit.rule, hit.match(name));
            if (joined.confirmed()) {
                confirmed.addAll(joined.findings());
            } else {
                boolean first = possible.isEmpty();
                joined.findings().forEach(f -> possible.add(first ? f : milder(f)));
            }
        }
        return confirmed.isEmpty() ? possible : confirmed;
    }

    private static Finding milder(Finding finding) {
        return finding.severity() != Severity.ERROR ? finding : new Finding(finding.rule(), Severity.WARNING,
                finding.subject(), finding.message(), finding.why(), finding.location(), finding.evidence(),
                finding.fixes(), finding.references());
    }
}
