package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Hypervisor;

/** {@code profile check}: what would fail, before the start. */
final class ProfileCheck {
    private ProfileCheck() {
    }

    /** One profile and what was found. */
    private record Checked(String file, Report report) {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host host = invocation.host();
        Optional<Hypervisor> backend = Backends.optional(invocation).map(Contribution::part);
        Validation validation = new Validation(invocation.plugins());
        List<Checked> all = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        for (String file : invocation.operands()) {
            try {
                ProfileResult profile = Profiles.read(invocation, file);
                Report report = validation.check(Optional.of(host), profile, backend);
                all.add(new Checked(file, report));
                report.failures().forEach(f -> invocation.progress("underpass: " + f.message()));
                statuses.add(!report.failures().isEmpty() ? Status.PLUGIN : report.passes() ? Status.YES : Status.NO);
            } catch (CommandException problem) {
                if (invocation.operands().size() == 1) {
                    throw problem;
                }
                invocation.progress("underpass: " + problem.getMessage());
                statuses.add(problem.status());
            }
        }
        List<Finding> findings = all.stream().flatMap(c -> c.report().findings().stream()).toList();
        return new Answer(Status.gravest(statuses),
                () -> Json.answer().put("host", host.name())
                        .list("profiles", all, c -> c.file())
                        .list("findings", findings, Findings::json)
                        .list("suppressed", all.stream().flatMap(c -> c.report().suppressed().stream()).toList(),
                                Findings::json),
                text -> text(host, all, text),
                () -> Findings.sarif(findings, invocation.plugins()));
    }

    private static void text(Host host, List<Checked> all, Text text) {
        for (Checked one : all) {
            one.report().findings().forEach(f -> Findings.text(f, text));
            text.line(one.file() + " on " + host.name() + ": "
                    + (one.report().passes() ? text.tone(Text.Tone.GOOD, "passes") : text.tone(Text.Tone.BAD, "fails"))
                    + ", " + Findings.count(one.report().findings())
                    + (one.report().suppressed().isEmpty() ? ""
                            : ", " + one.report().suppressed().size() + " suppressed by the profile"));
        }
    }
}
