package org.underpass.cli;

import java.util.List;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;

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
}
