package org.underpass.ui.editor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.profile.Profile;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileSource;
import org.underpass.spi.Severity;
import org.underpass.ui.Engine;
import org.underpass.ui.findings.Problem;
import org.underpass.ui.hosts.Machine;

/**
 * A text of a profile as it was understood and checked. Immutable.
 *
 * @param result   what the reader made of the text
 * @param machine  the host that it was checked against; absent when none is open
 * @param report   what the rules said; absent while the text has errors
 * @param problems what is wrong, ready to be shown
 */
public record Checked(ProfileResult result, Optional<Machine> machine, Optional<Report> report,
        List<Problem> problems) {
    /**
     * What is to be checked.
     *
     * @param file the profile's file; only its name and folder matter
     */
    public record Question(Path file, String text, Optional<Machine> machine) {
    }

    /** Reads and checks. Some milliseconds; not for the UI thread. */
    static Checked of(Question question) {
        String name = question.file.getFileName().toString();
        ProfileResult result = ProfileReader.withDevices(ProfileReader.read(question.text, name),
                question.file.toAbsolutePath().getParent());
        List<Problem> problems = new ArrayList<>();
        Optional<Report> report = Optional.empty();
        if (result.profile().isPresent()) {
            report = Optional.of(new Validation(Engine.plugins()).check(question.machine.map(Machine::host), result,
                    Optional.empty()));
            String host = question.machine.map(Machine::spec).orElse("");
            report.get().findings().forEach(f -> problems.add(Problem.of(question.file, host, f, result.source())));
        } else {
            result.problems().forEach(p -> problems.add(Problem.of(question.file, p, result)));
        }
        return new Checked(result, question.machine, report, List.copyOf(problems));
    }

    /** The text as a tree. */
    public ProfileSource source() {
        return result.source();
    }

    /** The machine's profile as far as it was understood; absent for a device's profile and for broken texts. */
    public Optional<VmProfile> vm() {
        Optional<Profile> partial = result.partial();
        return partial.filter(VmProfile.class::isInstance).map(VmProfile.class::cast);
    }

    /** Whether forms may edit: the tree of the text is whole. */
    public boolean editable() {
        return result.source().isSound();
    }

    public long count(Severity severity) {
        return problems.stream().filter(p -> p.severity() == severity).count();
    }

    /** How it stands, in one sentence. */
    public String summary() {
        long errors = count(Severity.ERROR);
        long warnings = count(Severity.WARNING);
        String against = machine.map(m -> " on " + m.title()).orElse("; open a host to check it against");
        if (result.profile().isEmpty()) {
            return "The profile cannot be read: " + (errors == 1 ? "1 error" : errors + " errors");
        }
        return errors == 0 ? "It passes" + against + (warnings == 0 ? "" : warnings == 1 ? ", with 1 warning"
                : ", with " + warnings + " warnings")
                : "It does not pass" + against + ": " + (errors == 1 ? "1 error" : errors + " errors")
                        + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings");
    }
}
