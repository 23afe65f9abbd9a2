package org.underpass.ui.findings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.Span;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.Severity;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Subject;

/**
 * One problem of a profile: a finding of a rule, or something that the reader could not take.
 *
 * @param file     the profile
 * @param host     the host it was checked against, as it was opened; empty without one
 * @param key      rule and subject: the same problem after another check has the same key
 * @param severity how grave
 * @param rule     id of the rule; {@code profile} for what the reader says
 * @param subject  what it is about
 * @param message  what is wrong
 * @param why      why that matters
 * @param path     the place in the profile, as a path; empty where it has none
 * @param span     the place in the text; absent where it has none
 * @param evidence the facts that it rests on
 * @param fixes    ways out
 * @param links    pages to read on
 */
public record Problem(Path file, String host, String key, Severity severity, String rule, String subject,
        String message, String why, String path, Optional<Span> span, List<Evidence> evidence, List<Fix> fixes,
        List<String> links) implements Subject {
    public Problem {
        evidence = List.copyOf(evidence);
        fixes = List.copyOf(fixes);
        links = List.copyOf(links);
    }

    /** From a finding of a rule on a text. */
    public static Problem of(Path file, String host, Finding finding, ProfileSource source) {
        Optional<Span> span = finding.location().flatMap(l -> place(l, source));
        String path = span.map(s -> source.pathAt(s.offset())).orElse("");
        return new Problem(file, host, finding.key(), finding.severity(), finding.rule(), finding.subject(),
                finding.message(), finding.why(), path, span.map(s -> wide(s, path, source)), finding.evidence(),
                finding.fixes(), finding.references().stream().map(Object::toString).toList());
    }

    /** From the reader. */
    public static Problem of(Path file, ProfileProblem problem, ProfileResult result) {
        List<Fix> fixes = problem.edit().<Fix>map(e -> new Fix.EditProfile(
                problem.suggestion().map(s -> "change to " + s).orElse(e.describe()), e)).stream().toList();
        return new Problem(file, "", "profile " + problem.code() + " " + problem.path(),
                problem.severity() == ProfileProblem.Severity.ERROR ? Severity.ERROR : Severity.WARNING, "profile",
                problem.path().isEmpty() ? "profile" : problem.path(), problem.message(),
                "A profile that cannot be read can neither be checked nor built.", problem.path(),
                Optional.of(problem.span()), List.of(new Evidence(problem.message(),
                        file.getFileName() + ":" + problem.line() + ":" + problem.column())), fixes, List.of());
    }

    private static Optional<Span> place(Location location, ProfileSource source) {
        String text = source.text();
        int line = 1;
        int offset = 0;
        while (line < location.line()) {
            int end = text.indexOf('\n', offset);
            if (end < 0) {
                return Optional.empty();
            }
            offset = end + 1;
            line++;
        }
        int at = Math.min(text.length(), offset + Math.max(0, location.column() - 1));
        return Optional.of(source.spanOf(at, 0));
    }

    /** A place becomes the key's or value's whole first line, so that there is something to underline. */
    private static Span wide(Span span, String path, ProfileSource source) {
        if (span.length() > 0) {
            return span;
        }
        String text = source.text();
        int end = span.offset();
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r'
                && !text.startsWith(" #", end)) {
            end++;
        }
        return source.spanOf(span.offset(), end - span.offset());
    }

    /** Line in the text, from 1; 0 where it has no place. */
    public int line() {
        return span.map(Span::line).orElse(0);
    }

    @Override
    public Optional<String> hostSpec() {
        return host.isEmpty() ? Optional.empty() : Optional.of(host);
    }

    @Override
    public Optional<PciAddress> address() {
        return PciAddress.tryParse(subject);
    }

    @Override
    public Description description() {
        Tone tone = switch (severity) {
            case ERROR -> Tone.BAD;
            case WARNING -> Tone.WARN;
            case INFO -> Tone.PLAIN;
        };
        var out = Description.of(message, why);
        out.section("What and where").line(severity.word() + " of rule " + rule + " on " + subject, "", tone);
        span.ifPresent(s -> out.line(file.getFileName() + ", line " + s.line() + ", column " + s.column()
                + (path.isEmpty() ? "" : ", " + path)));
        out.section("Evidence");
        evidence.forEach(e -> out.line(e.fact(), e.source()));
        out.section("Ways out");
        fixes.forEach(f -> out.line(f.title(), switch (f) {
            case Fix.EditProfile edit -> "a change of the profile: " + edit.edit().describe();
            case Fix.HostChange change -> "a change of the host, which a build prepares: " + change.target()
                    + (change.value().isEmpty() ? "" : " = " + change.value());
            case Fix.Manual manual -> "by hand, " + switch (manual.where()) {
                case FIRMWARE -> "in the firmware's set-up";
                case HARDWARE -> "in the case";
                case HOST -> "on the host";
                case GUEST -> "in the guest";
                case PROFILE -> "in the profile";
            };
        }));
        out.section("Read on");
        links.forEach(out::line);
        return out.build();
    }
}
