package org.underpass.ui.wizard;

import java.util.Optional;
import org.underpass.engine.CardVerdict;
import org.underpass.engine.Card;
import org.underpass.engine.Plugins;
import org.underpass.engine.ProfileMaker;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;
import org.underpass.spi.Severity;
import org.underpass.ui.hosts.Machine;

/**
 * A profile as the answers so far make it, with what the rules say of it. Immutable.
 *
 * @param name the machine's name
 * @param text the profile
 */
record Draft(String name, String text, CardVerdict verdict, ProfileResult result, Report report, String host) {
    /**
     * What was answered.
     *
     * @param memory  such as {@code 8 GiB}; empty: as the maker proposes
     * @param system  word of the guest's system; empty: not said
     * @param display word of what the host has for a display; empty: as the maker proposes
     */
    record Answers(Machine machine, Card card, String system, String memory, String display) {
    }

    /** Makes it: the engine's maker writes, the answers are edits of that, the rules look at the outcome. */
    static Draft of(Answers answers, Plugins plugins) {
        var made = new ProfileMaker(plugins).make(answers.machine.host(), answers.card);
        ProfileSource source = ProfileSource.parse(made.text(), made.name() + ".vm.yaml");
        source = set(source, "os", answers.system);
        source = set(source, "machine.memory", answers.memory);
        source = set(source, "display.host.adapter", answers.display);
        ProfileResult result = ProfileReader.read(source);
        Report report = result.profile().isEmpty() ? made.report()
                : new Validation(plugins).check(Optional.of(answers.machine.host()), result, Optional.empty());
        return new Draft(made.name(), source.text(), made.verdict(), result, report, answers.machine.title());
    }

    private static ProfileSource set(ProfileSource source, String path, String word) {
        return word.isEmpty() ? source : source.with(new ProfileEdit.Set(path, word));
    }

    /** The memory as it stands in the text. */
    Optional<String> memory() {
        return result.source().node("machine.memory").filter(SourceNode.Scalar.class::isInstance)
                .map(n -> ((SourceNode.Scalar) n).text());
    }

    /** Whether it will do, in one sentence. */
    String readiness() {
        if (result.profile().isEmpty()) {
            return "An answer cannot be understood: " + result.problems().getFirst().message() + ".";
        }
        long warnings = report.findings().stream().filter(f -> f.severity() == Severity.WARNING).count();
        if (report.passes()) {
            return "It is ready: " + host + " can give this card away" + (warnings == 0 ? "."
                    : ", with " + warnings + (warnings == 1 ? " thing" : " things") + " to watch.");
        }
        String first = report.errors().getFirst().message();
        return report.obstacles().isEmpty() ? "It needs work that a build prepares: " + first + "."
                : "It is not ready yet: " + first + ".";
    }

    boolean good() {
        return result.profile().isPresent() && report.passes();
    }
}
