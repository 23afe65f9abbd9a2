package org.underpass.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.underpass.engine.Plugins;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.RuleInfo;

/** Findings as JSON, text and SARIF. */
final class Findings {
    private Findings() {
    }

    static Json json(Finding finding) {
        Json json = Json.object()
                .put("rule", finding.rule())
                .put("severity", finding.severity().word())
                .put("message", finding.message())
                .put("why", finding.why())
                .put("subject", finding.subject())
                .put("location", finding.location().map(l -> Json.object().put("file", l.file())
                        .put("line", l.line()).put("column", l.column())));
        return json.list("evidence", finding.evidence(), e -> Json.object()
                        .put("fact", e.fact()).put("source", e.source()))
                .list("fixes", finding.fixes(), Findings::fix)
                .strings("references", finding.references());
    }

    private static Json fix(Fix fix) {
        Json json = Json.object().put("title", fix.title());
        switch (fix) {
            case Fix.EditProfile edit -> {
                json.put("kind", "edit-profile").put("edit", edit.edit().describe())
                        .put("path", path(edit.edit()));
            }
            case Fix.HostChange change -> json.put("kind", "host-change")
                    .put("change", change.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                    .put("target", change.target())
                    .put("value", change.value().isEmpty() ? null : change.value());
            case Fix.Manual manual -> json.put("kind", "manual")
                    .put("where", manual.where().name().toLowerCase(java.util.Locale.ROOT));
        }
        return json;
    }

    private static String path(ProfileEdit edit) {
        return switch (edit) {
            case ProfileEdit.Set set -> set.path();
            case ProfileEdit.Remove remove -> remove.path();
            case ProfileEdit.Add add -> add.path();
            case ProfileEdit.Rename rename -> rename.path();
        };
    }

    static void text(Finding finding, Text text) {
        String place = finding.location().map(l -> l + ": ").orElse("");
        text.line(place + text.severity(finding.severity()) + " " + text.tone(Text.Tone.STRONG, finding.rule())
                + " (" + finding.subject() + "): " + finding.message());
        text.line("    why: " + finding.why());
        for (Evidence evidence : finding.evidence()) {
            text.line("    seen: " + evidence.fact() + "  [" + evidence.source() + "]");
        }
        for (Fix fix : finding.fixes()) {
            text.line("    fix: " + fix.title());
        }
    }

    /** {@code 2 errors, 1 warning, 0 notes}. */
    static String count(List<Finding> findings) {
        long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
        long warnings = findings.stream().filter(f -> f.severity() == Severity.WARNING).count();
        long notes = findings.size() - errors - warnings;
        return errors + (errors == 1 ? " error, " : " errors, ") + warnings
                + (warnings == 1 ? " warning, " : " warnings, ") + notes + (notes == 1 ? " note" : " notes");
    }

    /** A SARIF 2.1.0 log with one run. */
    static Json sarif(List<Finding> findings, Plugins plugins) {
        Set<String> used = new LinkedHashSet<>();
        findings.forEach(f -> used.add(f.rule()));
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
        Json run = Json.object().put("tool", Json.object().put("driver", driver))
                .put("columnKind", "unicodeCodePoints")
                .list("results", findings, f -> result(f, order));
        return Json.object().put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0").list("runs", List.of(run), r -> r);
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
            String encoded = new java.net.URI(null, null, path, null).getRawPath();
            return file.startsWith("/") ? "file://" + encoded : encoded.substring(2);
        } catch (java.net.URISyntaxException unfit) {
            throw new IllegalStateException(unfit);
        }
    }
}
