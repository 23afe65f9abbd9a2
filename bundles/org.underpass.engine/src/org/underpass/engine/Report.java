package org.underpass.engine;

import java.util.List;
import java.util.Optional;
import org.underpass.spi.Assignment;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;

/**
 * What a pass over the rules found.
 *
 * @param assignment what the profile gives away, as found on the host
 * @param findings   gravest first
 * @param suppressed findings that the profile suppresses, with reasons given there
 * @param failures   plug-ins that threw; each also stands among the findings
 * @param forecaster the resets of the host, where there is one
 */
public record Report(Assignment assignment, List<Finding> findings, List<Finding> suppressed,
        List<PluginFailure> failures, Optional<ResetForecaster> forecaster) {
    public Report {
        findings = List.copyOf(findings);
        suppressed = List.copyOf(suppressed);
    }

    /** Whether nothing of severity error was found. */
    public boolean passes() {
        return errors().isEmpty();
    }

    /** The findings of severity error. */
    public List<Finding> errors() {
        return findings.stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    /**
     * The errors that no change of the host takes away. The others are no reason not to build: the artifacts hold
     * their cure, or wait for something to be installed.
     */
    public List<Finding> obstacles() {
        return errors().stream()
                .filter(f -> f.fixes().stream().noneMatch(x -> x instanceof Fix.HostChange)).toList();
    }
}
