package org.underpass.hypervisor.machine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.profile.Profile;
import org.underpass.profile.source.Span;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.Rendering;

/**
 * What a backend has to say while it renders: what it cannot do as the profile says, and why it refuses. Rule ids are
 * the backend's id, a dot and a word. Each rule speaks of a subject once; the first word stands. Not thread-safe.
 */
public final class Report {
    private final String backend;
    private final Profile profile;
    private final Map<String, Finding> findings = new LinkedHashMap<>();

    public Report(String backend, Profile profile) {
        this.backend = backend;
        this.profile = profile;
    }

    /** The id of the backend that reports. */
    public String backend() {
        return backend;
    }

    /** A setting of the profile that this backend leaves out or does otherwise, as the message says. */
    public void warn(String rule, String path, String message, String why, Fix... fixes) {
        aboutProfile(Severity.WARNING, rule, path, message, why, List.of(fixes));
    }

    /** Something about a setting that is worth knowing. */
    public void info(String rule, String path, String message, String why, Fix... fixes) {
        aboutProfile(Severity.INFO, rule, path, message, why, List.of(fixes));
    }

    /** A setting of the profile because of which the backend refuses. */
    public void refuse(String rule, String path, String message, String why, Fix... fixes) {
        aboutProfile(Severity.ERROR, rule, path, message, why, List.of(fixes));
    }

    private void aboutProfile(Severity severity, String rule, String path, String message, String why,
            List<Fix> fixes) {
        Span span = profile.span(path);
        Location place = new Location(profile.fileName(), span.line(), span.column());
        String fact = path.isEmpty() ? "the profile " + profile.name()
                : profile.source().node(path).isPresent() ? path + " is set" : path + " is not set";
        add(severity, rule, path.isEmpty() ? profile.name() : path, message, why, Optional.of(place),
                List.of(new Evidence(fact, place.toString())), fixes);
    }

    /** Something about the host. */
    public void host(Severity severity, String rule, String subject, String message, String why, Evidence evidence,
            Fix... fixes) {
        add(severity, rule, subject, message, why, Optional.empty(), List.of(evidence), List.of(fixes));
    }

    private void add(Severity severity, String rule, String subject, String message, String why,
            Optional<Location> place, List<Evidence> evidence, List<Fix> fixes) {
        Finding finding = new Finding(backend + "." + rule, severity, subject, message, why, place, evidence, fixes,
                List.of());
        findings.putIfAbsent(finding.key(), finding);
    }

    /** Whether anything was reported because of which the backend refuses. */
    public boolean refused() {
        return findings.values().stream().anyMatch(f -> f.severity() == Severity.ERROR);
    }

    /** Everything reported so far, in order. */
    public List<Finding> findings() {
        return new ArrayList<>(findings.values());
    }

    /** The answer of the backend: refused where an error was reported, and then without the files. */
    public Rendering answer(List<Artifact> artifacts) {
        return refused() ? new Rendering.Refused(findings()) : new Rendering.Rendered(artifacts, findings());
    }
}
