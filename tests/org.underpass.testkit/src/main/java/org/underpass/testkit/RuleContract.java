package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.Plugins;
import org.underpass.engine.Report;
import org.underpass.engine.Validation;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;

/**
 * The exam of a {@link Rule}. Extend it, say which rule, where it must speak and where it must be silent, and run it
 * with JUnit. The rule is asked by the engine, as in the product.
 */
public abstract class RuleContract {
    /** A rule is asked at each keystroke of an editor, among a hundred others. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Where the tests may build machines. */
    @TempDir
    protected Path folder;

    /** A new object of the rule. */
    protected abstract Rule rule();

    /** Cases in which it must find something; at least one. */
    protected abstract List<RuleCase> speaks();

    /** Cases in which it must find nothing; at least one. */
    protected abstract List<RuleCase> silent();

    @Test
    public final void saysWhatItIs() {
        RuleInfo info = rule().info();
        assertNotNull(info, "info() is null");
        assertTrue(info.id().matches("[A-Za-z][A-Za-z0-9.-]*"), "an id is a short word: " + info.id());
        Exam.sentence("the title of " + info.id(), info.title());
        Exam.sentence("the why of " + info.id(), info.why());
        Exam.sentence("the cure of " + info.id(), info.cure());
        info.symptoms().forEach(text -> assertFalse(text.isBlank(), info.id() + ": an empty symptom"));
        if (info.basis() != Basis.INFERENCE) {
            Exam.references(info.id(), info.references());
        }
        assertEquals(info, rule().info(), "info() of another object is another one");
    }

    @Test
    public final void speaksWhereItMust() {
        assertFalse(speaks().isEmpty(), "no case in which it speaks");
        for (RuleCase one : speaks()) {
            assertFalse(ask(rule(), one).isEmpty(), "finds nothing in: " + one);
        }
    }

    @Test
    public final void isSilentWhereItMust() {
        assertFalse(silent().isEmpty(), "no case in which it is silent");
        for (RuleCase one : silent()) {
            assertEquals(List.of(), ask(rule(), one), "finds something in: " + one);
        }
    }

    @Test
    public final void answersEverywhereWellAndAlwaysTheSame() {
        for (RuleCase one : cases()) {
            Rule rule = rule();
            List<Finding> found = Exam.steady(one.toString(), LIMIT, () -> ask(rule, one));
            assertEquals(found, ask(rule(), one), one + ": a new object finds something else");
            assertEquals(found, Exam.abroad(() -> ask(rule, one)),
                    one + ": findings depend on the language or time zone of the machine it runs on");
            wellFormed(one, rule.info(), found);
        }
    }

    /** A machine that shows nothing gives no reason for an error: what is not shown is unknown, never wrong. */
    @Test
    public final void findsNoErrorOnAMachineThatShowsNothing() {
        Host empty = Machines.open(HostTree.at(folder.resolve("empty")).folder("proc"));
        List<Finding> found = ask(rule(), RuleCase.host("a machine that shows nothing", empty));
        assertTrue(found.stream().noneMatch(f -> f.severity() == Severity.ERROR), () -> "finds " + found);
    }

    private List<RuleCase> cases() {
        List<RuleCase> all = new ArrayList<>(speaks());
        all.addAll(silent());
        for (Host host : Machines.demos()) {
            String name = host.origin().description();
            all.add(RuleCase.host(name, host));
            all.add(RuleCase.profile("an empty guest on " + name, host, ProfileTexts.small("guest")));
            for (HostFunction function : host.functions()) {
                if (function.pci().isDisplay()) {
                    all.add(RuleCase.card(function.address() + " of " + name, host, function.address().toString()));
                    all.add(RuleCase.profile("a guest with " + function.address() + " of " + name, host,
                            ProfileTexts.withCard("guest", function)));
                }
            }
        }
        all.add(RuleCase.profile("an empty guest without a host", ProfileTexts.small("guest")));
        return all;
    }

    private static List<Finding> ask(Rule rule, RuleCase one) {
        Validation validation = new Validation(Plugins.of(List.of(rule), List.of(), List.of()));
        Report report = one.profile().isPresent()
                ? validation.check(one.host(), one.profile().get(), Optional.empty())
                : validation.judge(one.host().orElseThrow(), one.assignment());
        for (PluginFailure failure : report.failures()) {
            throw new AssertionError(one + ": " + failure.message(), failure.cause());
        }
        String id = rule.info().id();
        return report.findings().stream().filter(f -> f.rule().equals(id)).toList();
    }

    private static void wellFormed(RuleCase where, RuleInfo info, List<Finding> found) {
        Set<String> keys = new HashSet<>();
        for (Finding finding : found) {
            String what = where + ", " + finding.subject();
            assertTrue(keys.add(finding.key()), what + ": two findings on one subject");
            assertTrue(info.severity().atLeast(finding.severity()), what + ": graver than the rule says");
            Exam.sentence("the subject in " + what, finding.subject());
            Exam.sentence("the message on " + what, finding.message());
            Exam.sentence("the why on " + what, finding.why());
            Exam.evidence(what, finding.evidence());
            finding.fixes().forEach(fix -> fix(what, where, fix));
        }
    }

    private static void fix(String what, RuleCase where, Fix fix) {
        Exam.sentence("a fix of " + what, fix.title());
        assertFalse(fix.title().endsWith("."), "a fix of " + what + " ends with a full stop: " + fix.title());
        switch (fix) {
            case Fix.EditProfile edit -> {
                assertTrue(where.profile().isPresent(), what + ": edits a profile that is not there");
                ProfileResult after = ProfileReader.read(where.profile().get().source().with(edit.edit()));
                assertTrue(after.profile().isPresent(), what + ": " + edit.edit().describe() + " leaves "
                        + after.problems());
            }
            case Fix.HostChange change -> {
                assertNotNull(change.kind(), what + ": a change of no kind");
                Exam.sentence("the target of a fix of " + what, change.target());
                assertNotNull(change.value(), what + ": a change to null");
            }
            case Fix.Manual manual -> assertNotNull(manual.where(), what + ": a fix nowhere");
        }
    }
}
