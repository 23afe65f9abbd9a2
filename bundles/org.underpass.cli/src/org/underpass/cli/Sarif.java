package org.underpass.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.Plugins;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.rule.RuleInfo;

/** Findings as a SARIF 2.1.0 log (OASIS, Static Analysis Results Interchange Format). */
final class Sarif {
    private final Plugins plugins;

    private Sarif(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * What becomes one run of the log.
     *
     * @param host     the machine; absent where there is only one run
     * @param problems what could not be examined at all, in words
     */
    record Run(Optional<String> host, List<Finding> findings, List<String> problems) {
    }

    /** A log with one run. */
    static Json of(List<Finding> findings, Plugins plugins) {
        return log(List.of(new Run(Optional.empty(), findings, List.of())), plugins);
    }

    /** A log with a run for each host: a result viewer takes equal results of one run for one. */
    static Json log(List<Run> runs, Plugins plugins) {
        return Json.object().put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0").list("runs", runs, new Sarif(plugins)::run);
    }

    private Json run(Run run) {
        Set<String> used = new LinkedHashSet<>();
        run.findings().forEach(f -> used.add(f.rule()));
        List<String> order = List.copyOf(used);
        List<Json> rules = new ArrayList<>();
        for (String id : order) {
            Json rule = Json.object().put("id", id);
            plugins.rules().stream().filter(r -> r.id().equals(id)).findFirst()
                    .ifPresent(r -> describe(rule, r.part().info()));
            rules.add(rule);
        }
        Json driver = Json.object().put("name", "Underpass").put("version", Help.version().strip()
                .replace("underpass ", "")).list("rules", rules, r -> r);
        Json json = Json.object().put("tool", Json.object().put("driver", driver))
                .put("columnKind", "unicodeCodePoints");
        run.host().ifPresent(h -> json.put("automationDetails", Json.object().put("id", "host/" + h)));
        if (!run.problems().isEmpty()) {
            json.list("invocations", List.of(run.problems()), problems -> Json.object()
                    .put("executionSuccessful", false)
                    .list("toolExecutionNotifications", problems, p -> Json.object().put("level", "error")
                            .put("message", Json.object().put("text", p))));
        }
        return json.list("results", run.findings(), f -> result(f, order));
    }

    private static void describe(Json rule, RuleInfo info) {
        rule.put("shortDescription", Json.object().put("text", info.title()))
                .put("fullDescription", Json.object().put("text", info.why()))
                .put("help", Json.object().put("text", info.cure()));
    }

    private static Json result(Finding finding, List<String> order) {
        Json result = Json.object()
                .put("ruleId", finding.rule())
                .put("ruleIndex", order.indexOf(finding.rule()))
                .put("level", switch (finding.severity()) {
                    case ERROR -> "error";
                    case WARNING -> "warning";
                    case INFO -> "note";
                })
                .put("message", Json.object().put("text", finding.message() + ". " + finding.why()))
                .put("partialFingerprints", Json.object().put("underpassKey/v1", finding.key()));
        finding.location().ifPresent(l -> result.list("locations", List.of(l), place -> Json.object()
                .put("physicalLocation", Json.object()
                        .put("artifactLocation", Json.object().put("uri", uri(place.file())))
                        .put("region", Json.object().put("startLine", place.line())
                                .put("startColumn", place.column())))));
        return result.put("properties", Json.object().put("subject", finding.subject())
                .list("evidence", finding.evidence(), e -> e.fact() + " [" + e.source() + "]")
                .list("fixes", finding.fixes(), Fix::title));
    }

    /** A file name as a URI reference; SARIF allows no other. */
    private static String uri(String file) {
        try {
            String path = file.startsWith("/") ? file : "./" + file;
            String encoded = new URI(null, null, path, null).getRawPath();
            return file.startsWith("/") ? "file://" + encoded : encoded.substring(2);
        } catch (URISyntaxException unfit) {
            throw new IllegalStateException(unfit);
        }
    }
}
