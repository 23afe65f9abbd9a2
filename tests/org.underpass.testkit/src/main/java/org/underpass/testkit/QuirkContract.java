package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.Blocked;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.NotMine;
import org.underpass.spi.quirk.Assessment.Ready;
import org.underpass.spi.quirk.Quirk;

/**
 * The exam of a {@link Quirk}. Extend it, say which quirk and on which machines it has something to say, and run it
 * with JUnit: it passes when the quirk keeps what the interface promises.
 */
public abstract class QuirkContract {
    /** A quirk may be asked at each keystroke of an editor; facts of a host are cached. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Where the tests may build machines. */
    @TempDir
    protected Path folder;

    /** A new object of the quirk. */
    protected abstract Quirk quirk();

    /** Vendor ids of the functions that it may know. */
    protected abstract Set<Integer> vendors();

    /**
     * Machines on which it knows at least one function: all its cases, as a machine shows them. Build them with
     * {@link HostTree} below {@link #folder}.
     */
    protected abstract List<Host> examples();

    @Test
    public final void saysWhatItIs() {
        var info = quirk().info();
        assertNotNull(info, "info() is null");
        assertTrue(info.id() != null && info.id().matches("[a-z0-9][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)+"),
                "an id has a prefix of its own and lower case words: " + info.id());
        Exam.sentence("the title of " + info.id(), info.title());
        Exam.references(info.id(), info.references());
        assertEquals(info, quirk().info(), "info() of another object is another one");
    }

    @Test
    public final void knowsAFunctionOfEachExample() {
        List<Host> examples = examples();
        assertFalse(examples.isEmpty(), "no examples");
        for (Host host : examples) {
            assertTrue(host.functions().stream().anyMatch(f -> !(quirk().assess(f, host) instanceof NotMine)),
                    "none of the functions of " + host.origin().description());
        }
    }

    @Test
    public final void answersOnEveryMachineWellAndAlwaysTheSame() {
        for (Host host : machines()) {
            for (HostFunction function : host.functions()) {
                String what = "assess " + function.address() + " of " + host.origin().description();
                Quirk quirk = quirk();
                Assessment answer = Exam.steady(what, LIMIT, () -> quirk.assess(function, host));
                assertNotNull(answer, what + " is null");
                assertEquals(answer, quirk().assess(function, host), what + ": a new object answers otherwise");
                assertEquals(answer, Exam.abroad(() -> quirk.assess(function, host)),
                        what + ": the answer depends on the language or time zone of the machine it runs on");
                wellFormed(what, function, host, answer);
            }
        }
    }

    @Test
    public final void leavesOtherVendorsAlone() {
        for (Host host : machines()) {
            for (HostFunction function : host.functions()) {
                if (!vendors().contains(function.pci().vendor())) {
                    assertEquals(Assessment.notMine(), quirk().assess(function, host),
                            function.address() + " of " + host.origin().description());
                }
            }
        }
    }

    /** The same functions in a dump that shows ids and nothing else: what is not shown is unknown, not fatal. */
    @Test
    public final void survivesAMachineThatShowsOnlyIds() throws IOException {
        int number = 0;
        for (Host host : examples()) {
            HostTree bare = HostTree.at(Files.createDirectories(folder.resolve("bare-" + number++)));
            for (HostFunction function : host.functions()) {
                PciFunction pci = function.pci();
                bare.function(pci.address().toString()).ids("%04x:%04x".formatted(pci.vendor(), pci.device()))
                        .classCode(pci.classCode());
            }
            Host shown = Machines.open(bare);
            for (HostFunction function : shown.functions()) {
                String what = "assess " + function.address() + " of a machine that shows only ids";
                Assessment answer = Exam.within(what, LIMIT, () -> quirk().assess(function, shown));
                assertNotNull(answer, what + " is null");
                wellFormed(what, function, shown, answer);
            }
        }
    }

    private List<Host> machines() {
        List<Host> all = new ArrayList<>(Machines.demos());
        all.addAll(examples());
        return all;
    }

    private static void wellFormed(String what, HostFunction function, Host host, Assessment answer) {
        switch (answer) {
            case NotMine n -> { }
            case Blocked blocked -> {
                Exam.sentence("the reason of " + what, blocked.reason());
                Exam.evidence(what, blocked.evidence());
                verdicts(what, blocked.verdicts());
            }
            case Ready ready -> {
                Exam.evidence(what, ready.evidence());
                verdicts(what, ready.verdicts());
                ready.knownBad().ifPresent(reason -> Exam.sentence("known-bad of " + what, reason));
                ready.settle().ifPresent(time -> StepRules.duration("settle of " + what, time));
                ready.routine().ifPresent(routine -> StepRules.examine(what, routine));
                companions(what, function, host, ready.companions());
            }
        }
    }

    private static void verdicts(String what, List<MethodVerdict> verdicts) {
        Set<String> methods = new HashSet<>();
        for (MethodVerdict verdict : verdicts) {
            assertTrue(StepRules.METHODS.contains(verdict.method()),
                    what + ": the kernel has no reset method " + verdict.method());
            assertTrue(methods.add(verdict.method()), what + ": two verdicts on " + verdict.method());
            assertNotNull(verdict.verdict(), what + ": no verdict on " + verdict.method());
            Exam.sentence("the verdict on " + verdict.method() + " of " + what, verdict.reason());
        }
    }

    private static void companions(String what, HostFunction function, Host host, List<Integer> companions) {
        assertEquals(companions.size(), new HashSet<>(companions).size(), what + ": a companion twice");
        for (int companion : companions) {
            assertTrue(host.topology().slotMates(function.address()).stream()
                    .anyMatch(mate -> mate.address().function() == companion),
                    what + ": the host has no other function " + companion + " in that slot");
        }
    }
}
