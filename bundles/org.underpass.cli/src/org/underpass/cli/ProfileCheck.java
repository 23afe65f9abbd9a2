package org.underpass.cli;

import java.util.List;
import java.util.Optional;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Hypervisor;

/** {@code profile check}: what would fail, before the start; of a script, what would. */
final class ProfileCheck {
    private ProfileCheck() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Examination examination = new Examination(invocation);
        Optional<Hypervisor> backend = Backends.optional(invocation).map(Contribution::part);
        Validation validation = new Validation(invocation.plugins());
        List<Examined> all = examination.run((file, host) -> {
            Report report = Scripts.isOne(invocation, file)
                    ? validation.lint(Optional.of(host), Scripts.read(invocation, file))
                    : validation.check(Optional.of(host), Profiles.read(invocation, file), backend);
            int status = !report.failures().isEmpty() ? Status.PLUGIN : report.passes() ? Status.YES : Status.NO;
            return new Examined(file, host.name(), status, report.passes() ? "passes" : "fails", report.findings(),
                    report.suppressed(), report.failures().stream().map(PluginFailure::message).toList(),
                    Optional.empty());
        });
        return new Answer(Status.gravest(all.stream().map(Examined::status).toList()),
                () -> json(all), text -> text(all, text), () -> Sarif.log(Examined.runs(all), invocation.plugins()),
                () -> JUnitReport.of(all, "profile check"));
    }

    private static Json json(List<Examined> all) {
        List<String> hosts = List.copyOf(Examined.byHost(all).keySet());
        List<String> profiles = all.stream().map(Examined::profile).distinct().toList();
        boolean batch = all.size() > 1;
        return Json.answer().put("host", hosts.size() == 1 ? hosts.get(0) : null)
                .strings("hosts", hosts)
                .strings("profiles", profiles)
                .list("checks", all, Examined::json)
                .list("findings", batch ? Examined.findings(all)
                        : all.get(0).findings().stream().map(Findings::json).toList(), f -> f)
                .list("suppressed", all.stream().flatMap(e -> e.suppressed().stream()).toList(), Findings::json);
    }

    private static void text(List<Examined> all, Text text) {
        for (Examined one : all) {
            for (Finding finding : one.findings()) {
                Findings.text(finding, text);
            }
            boolean passes = one.verdict().equals("passes");
            text.line(one.profile() + " on " + one.host() + ": "
                    + text.tone(passes ? Text.Tone.GOOD : Text.Tone.BAD, one.verdict()) + ", "
                    + one.problem().orElseGet(() -> Findings.count(one.findings())
                    + (one.suppressed().isEmpty() ? "" : ", " + one.suppressed().size() + " suppressed by the profile")));
        }
        Examined.summary(all, "checks", text);
    }
}
