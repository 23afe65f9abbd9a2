package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.Ready;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Scope;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;
import org.underpass.spi.quirk.ResetStep;

/** A good quirk passes the exam, and each bad one fails where it is bad. */
class QuirkContractTest {
    private static final Evidence SEEN = new Evidence("seen", "a thread");

    @TempDir
    Path folder;

    /** An exam of whatever is given. */
    private final class Examined extends QuirkContract {
        private final Quirk quirk;

        Examined(QuirkInfo info, BiFunction<HostFunction, Host, Assessment> assess) {
            folder = QuirkContractTest.this.folder;
            quirk = new Quirk() {
                @Override
                public QuirkInfo info() {
                    return info;
                }

                @Override
                public Assessment assess(HostFunction function, Host host) {
                    return assess.apply(function, host);
                }
            };
        }

        @Override
        protected Quirk quirk() {
            return quirk;
        }

        @Override
        protected Set<Integer> vendors() {
            return Set.of(0x1234);
        }

        @Override
        protected List<Host> examples() {
            HostTree tree = HostTree.at(folder.resolve("machine"));
            tree.function("0000:01:00.0").ids("1234:1111").classCode(0x030000);
            return List.of(Machines.open(tree));
        }
    }

    private static final QuirkInfo INFO = new QuirkInfo("kit.card", "a card", List.of("https://example.org"));

    private Examined quirk(BiFunction<HostFunction, Host, Assessment> mine) {
        return new Examined(INFO, (function, host) -> function.pci().vendor() == 0x1234 ? mine.apply(function, host)
                : Assessment.notMine());
    }

    private Examined steps(ResetStep... steps) {
        return quirk((f, h) -> new Ready(List.of(), Optional.empty(),
                Optional.of(new Routine("a routine", Scope.FUNCTION, List.of(steps))), List.of(), Optional.empty(),
                List.of(SEEN)));
    }

    private static Ready verdicts(MethodVerdict... verdicts) {
        return Ready.verdicts(List.of(verdicts), List.of(SEEN));
    }

    private static void fails(String because, Executable exam) {
        AssertionError error = assertThrows(AssertionError.class, exam);
        assertTrue(error.getMessage().contains(because), error.getMessage());
    }

    @Test
    void aGoodOnePasses() throws Exception {
        Examined good = quirk((f, h) -> verdicts(new MethodVerdict("bus", Verdict.GOOD, "it works")));
        good.saysWhatItIs();
        good.knowsAFunctionOfEachExample();
        good.answersOnEveryMachineWellAndAlwaysTheSame();
        good.leavesOtherVendorsAlone();
        good.survivesAMachineThatShowsOnlyIds();
    }

    @Test
    void itsIdNeedsAPrefix() {
        fails("prefix", () -> new Examined(new QuirkInfo("card", "a card", List.of("x")), (f, h) -> null)
                .saysWhatItIs());
        fails("public source", () -> new Examined(new QuirkInfo("kit.card", "a card", List.of()), (f, h) -> null)
                .saysWhatItIs());
    }

    @Test
    void itMustKnowItsExamples() {
        fails("none of the functions", () -> quirk((f, h) -> Assessment.notMine()).knowsAFunctionOfEachExample());
    }

    @Test
    void itMustAnswer() {
        fails("is null", () -> quirk((f, h) -> null).answersOnEveryMachineWellAndAlwaysTheSame());
        fails("throws", () -> quirk((f, h) -> {
            throw new IllegalStateException("no such file");
        }).answersOnEveryMachineWellAndAlwaysTheSame());
    }

    @Test
    void itMustNotKeepState() {
        AtomicInteger calls = new AtomicInteger();
        fails("a second time", () -> quirk((f, h) -> verdicts(new MethodVerdict("bus", Verdict.GOOD,
                "asked " + calls.incrementAndGet() + " times"))).answersOnEveryMachineWellAndAlwaysTheSame());
    }

    @Test
    void itMustNotDependOnTheLanguage() {
        fails("language", () -> quirk((f, h) -> verdicts(new MethodVerdict("bus", Verdict.GOOD,
                "BINARY".toLowerCase()))).answersOnEveryMachineWellAndAlwaysTheSame());
    }

    @Test
    void itMustLeaveOthersAlone() {
        Examined greedy = new Examined(INFO, (f, h) -> verdicts(new MethodVerdict("bus", Verdict.BAD, "no good")));
        assertThrows(AssertionError.class, greedy::leavesOtherVendorsAlone);
    }

    @Test
    void itsVerdictsMustBeOnTheKernelsMethods() {
        fails("no reset method slot", () -> quirk((f, h) -> verdicts(new MethodVerdict("slot", Verdict.GOOD, "x")))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("two verdicts", () -> quirk((f, h) -> verdicts(new MethodVerdict("flr", Verdict.GOOD, "x"),
                new MethodVerdict("flr", Verdict.BAD, "y"))).answersOnEveryMachineWellAndAlwaysTheSame());
    }

    @Test
    void itsCompanionsMustBeThere() {
        fails("no other function 1", () -> quirk((f, h) -> new Ready(List.of(), Optional.empty(), Optional.empty(),
                List.of(1), Optional.empty(), List.of(SEEN))).answersOnEveryMachineWellAndAlwaysTheSame());
    }

    @Test
    void itsStepsMustBePossible() {
        fails("no steps", () -> steps().answersOnEveryMachineWellAndAlwaysTheSame());
        fails("multiple of the width", () -> steps(new ResetStep.WriteConfig(0, 0x7d, 4, 0xff, 1))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("beyond config space", () -> steps(new ResetStep.WriteConfig(0, 0x1000, 4, 0xff, 1))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("outside the mask", () -> steps(new ResetStep.WriteMemory(0, 5, 0x200, 4, 0x0f, 0x10))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("wider than the register", () -> steps(new ResetStep.WriteMemory(0, 5, 0x200, 1, 0x1ff, 0))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("nothing was saved", () -> steps(new ResetStep.RestoreConfig(0))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("longer than a minute", () -> steps(new ResetStep.Delay(Duration.ofMinutes(2)))
                .answersOnEveryMachineWellAndAlwaysTheSame());
        fails("BARs are 0 to 5", () -> steps(new ResetStep.PollMemory(0, 6, 0, 4, 1, 1, false, Duration.ZERO))
                .answersOnEveryMachineWellAndAlwaysTheSame());
    }
}
