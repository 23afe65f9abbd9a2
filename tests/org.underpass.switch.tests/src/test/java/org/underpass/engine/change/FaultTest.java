package org.underpass.engine.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.underpass.engine.ResetForecaster;
import org.underpass.engine.change.ChangeResult.Outcome;
import org.underpass.engine.change.StepReport.State;
import org.underpass.host.Host;
import org.underpass.host.HostSources;
import org.underpass.host.write.Journal;
import org.underpass.host.write.SimulatedMachine;
import org.underpass.host.write.Step;
import org.underpass.host.write.SwitchLock;
import org.underpass.pci.PciAddress;

/** What can go wrong during a switch: afterwards the machine is as before, or an undo makes it so, and a line says why. */
class FaultTest {
    @TempDir
    Path root;
    private Bench bench;
    private Map<String, String> before;

    @BeforeEach
    void machine() {
        bench = new Bench(root);
        before = bench.everything();
    }

    private ChangeResult run(String backend, String... scenario) {
        SwitchPlan plan = bench.plan(backend);
        bench.scenario(scenario);
        return bench.run(plan, Journal.Watch.NONE);
    }

    private void asBefore() throws IOException {
        Files.deleteIfExists(bench.folder.resolve("scenario"));
        assertEquals(before, bench.everything());
        assertFalse(bench.taken());
    }

    @ParameterizedTest
    @CsvSource({
        "kvm,refuse: load module vfio-pci,Device or resource busy",
        "kvm,refuse: take the consoles,Device or resource busy",
        "kvm,refuse: bind 0000:01:00.0 to vfio-pci,Device or resource busy",
        "kvm,hang: reset 0000:01:00.0,no answer within",
        "kvm,ignore: take 0000:01:00.0 from,nothing changed",
        "kvm,refuse: start,Device or resource busy",
        "xen,refuse: make 0000:01:00.0 assignable,Device or resource busy",
        "xen,hang: make 0000:01:00.1 assignable,no answer within",
        "emulator,refuse: start,Device or resource busy"})
    void failedStepIsRolledBack(String backend, String scenario, String why) throws IOException {
        ChangeResult result = run(backend, scenario);
        assertEquals(Outcome.RESTORED, result.outcome(), result.message());
        assertTrue(result.message().contains(why), result.message());
        assertEquals(1, result.steps().stream().filter(s -> s.state() == State.FAILED).count());
        assertTrue(result.steps().stream().noneMatch(s -> s.state() == State.DONE
                && !s.detail().equals("it is so already")), result.steps()::toString);
        asBefore();
    }

    @ParameterizedTest
    @CsvSource({
        "kvm,vanish once: take 0000:01:00.1 from",
        "kvm,vanish once: reset 0000:01:00.0",
        "kvm,vanish once: bind 0000:01:00.0 to vfio-pci",
        "xen,vanish once: make 0000:01:00.0 assignable"})
    void functionThatFallsFromTheBusIsLookedForAgain(String backend, String scenario) throws IOException {
        ChangeResult result = run(backend, scenario);
        assertEquals(Outcome.RESTORED, result.outcome(), result.message());
        assertTrue(result.message().contains("there is no function"), result.message());
        asBefore();
    }

    @Test
    void functionThatIsGoneBetweenPlanAndStepIsNamed() throws Exception {
        SwitchPlan plan = bench.plan("kvm");
        bench.machine.perform(new Step.Remove(plan.devices().getFirst()), Bench.LIMIT);
        ChangeResult result = bench.run(plan, Journal.Watch.NONE);
        assertEquals(Outcome.RESTORED, result.outcome());
        assertTrue(result.message().contains("0000:01:00.0"), result.message());
        asBefore();
    }

    @Test
    void wayBackThatFailsIsTriedAgain() throws IOException {
        ChangeResult result = run("kvm", "refuse: start", "refuse once: bind 0000:01:00.0 to nouveau");
        assertEquals(Outcome.LEFT, result.outcome());
        assertTrue(result.message().contains("could not start")
                && result.message().contains("could not bind 0000:01:00.0 to nouveau"), result.message());
        assertNotEquals(before, bench.everything());
        assertTrue(bench.taken());
        assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
        asBefore();
    }

    @Test
    void stepThatStaysUndoneDoesNotKeepTheOthersFromIt() throws IOException {
        run("kvm");
        bench.scenario("refuse: draw consoles");
        Undo.Left left = bench.undo(Journal.Watch.NONE).orElseThrow();
        assertEquals(1, left.problems().size(), left.problems()::toString);
        assertEquals("0", bench.everything().get("sys/devices/virtual/vtconsole/vtcon1/bind").strip());
        assertTrue(bench.everything().containsKey("sys/class/drm/card0"));
        bench.scenario("# all is well");
        assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
        asBefore();
    }

    @Test
    void fullDiskRefusesBeforeAnythingIsTouched() throws IOException {
        ChangeResult result = bench.run(bench.plan("kvm"), full(1));
        assertEquals(Outcome.REFUSED, result.outcome());
        assertTrue(result.message().contains("No space left on device"), result.message());
        asBefore();
        assertFalse(Files.exists(bench.folder.resolve("reserve")));
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "9", "14", "25", "28"})
    void fullDiskOnTheWayIsRolledBack(int entry) throws IOException {
        ChangeResult result = bench.run(bench.plan("kvm"), full(entry));
        assertEquals(Outcome.RESTORED, result.outcome());
        assertTrue(result.message().contains("No space left on device"), result.message());
        bench.undo(Journal.Watch.NONE);
        asBefore();
    }

    /** The disk is full from an entry on. */
    private static Journal.Watch full(int entry) {
        return new Journal.Watch() {
            @Override
            public void before(int number) throws IOException {
                if (number >= entry) {
                    throw new IOException("No space left on device");
                }
            }

            @Override
            public void after(int number) {
                // written
            }
        };
    }

    @Test
    void journalThatIsCutOffAnywhereIsEnough() throws Exception {
        run("kvm");
        byte[] whole = Files.readAllBytes(bench.folder.resolve("journal"));
        byte[] state = Files.readAllBytes(bench.folder.resolve("state"));
        int last = new String(whole, StandardCharsets.US_ASCII).lastIndexOf("\n",
                whole.length - 2) + 1;
        for (int length = whole.length; length > last; length -= 7) {
            Files.createDirectories(bench.folder);
            Files.write(bench.folder.resolve("journal"), Arrays.copyOf(whole, length));
            Files.write(bench.folder.resolve("state"), state);
            assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
            asBefore();
        }
    }

    @Test
    void damagedLineInTheMiddleIsPassedOver() throws IOException {
        run("kvm");
        byte[] bytes = Files.readAllBytes(bench.folder.resolve("journal"));
        String text = new String(bytes, StandardCharsets.US_ASCII);
        int done = text.indexOf("\"done\"");
        bytes[done] = 'x';
        Files.write(bench.folder.resolve("journal"), bytes, StandardOpenOption.TRUNCATE_EXISTING);
        assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
        asBefore();
    }

    @Test
    void secondSwitchIsRefusedAndTheFirstNamed() {
        SwitchPlan plan = bench.plan("kvm");
        assertEquals(Outcome.DONE, bench.run(plan, Journal.Watch.NONE).outcome());
        ChangeResult second = bench.run(plan.steps(), bench.head(plan), Journal.Watch.NONE);
        assertEquals(Outcome.TAKEN, second.outcome());
        assertTrue(second.message().contains(plan.guest()) && second.message().contains("0000:01:00.0")
                && second.message().contains("test-kvm"), second.message());
        assertTrue(second.steps().stream().allMatch(s -> s.state() == State.PLANNED));
    }

    @Test
    void twoSwitchesAtOnceAreNever() throws Exception {
        try (SwitchLock lock = SwitchLock.take(bench.folder, Duration.ZERO).orElseThrow()) {
            assertEquals(Optional.empty(), SwitchLock.take(bench.folder, Duration.ofMillis(30)));
            ChangeResult result = bench.run(bench.plan("kvm"), Journal.Watch.NONE);
            assertEquals(Outcome.REFUSED, result.outcome());
            assertTrue(result.message().contains("another process"), result.message());
        }
        asBefore();
    }

    @Test
    void whoeverOpensTheCardAfterThePlanIsNamed() throws IOException {
        ChangeResult result = run("kvm", "process: 1432 steam user@1000.service /dev/dri/card0");
        assertEquals(Outcome.RESTORED, result.outcome());
        assertTrue(result.message().contains("process 1432 (steam) of user@1000.service has /dev/dri/card0 open"),
                result.message());
        asBefore();
    }

    @Test
    void restartOfTheMachineUndoesItself() throws IOException {
        run("kvm");
        new SimulatedMachineRestart(bench).restart();
        assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
        assertFalse(bench.taken());
        assertEquals(before, bench.everything());
        String history = Files.readString(bench.folder.resolve("history/test-kvm.journal"));
        assertTrue(history.contains("the host was started anew"), history);
    }

    private record SimulatedMachineRestart(Bench bench) {
        void restart() {
            SimulatedMachine.of(Bench.HOST, bench.state).restart();
        }
    }

    @Test
    void stopOnTheWayGoesBack() throws IOException {
        SwitchPlan plan = bench.plan("kvm");
        int[] asked = {0};
        ChangeResult result = new Executor(bench.machine, bench.folder, Bench.LIMIT, Journal.Watch.NONE,
                () -> ++asked[0] > 8, bench.progress::add).run(plan.steps(), bench.head(plan), true, () -> { });
        assertEquals(Outcome.RESTORED, result.outcome());
        assertEquals("interrupted", result.message());
        asBefore();
    }

    @Test
    void hostShowsWhatWasDoneUntilItIsUndone() throws Exception {
        run("kvm");
        assertEquals(Optional.of("vfio-pci"), driver());
        bench.undo(Journal.Watch.NONE);
        assertEquals(Optional.of("nouveau"), driver());
        assertFalse(SimulatedMachine.isChanged(bench.folder));
    }

    private Optional<String> driver() throws Exception {
        return HostSources.open(Bench.HOST, Optional.of(bench.state)).functions().stream()
                .filter(f -> f.address().toString().equals(Bench.CARD)).findFirst().orElseThrow().driver().value();
    }

    @Test
    void ownPartOfASwitchTakesLessThanHalfASecond() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            SwitchPlan plan = bench.plan("kvm");
            assertEquals(Outcome.DONE, bench.run(plan, Journal.Watch.NONE).outcome());
            bench.undo(Journal.Watch.NONE);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.println("switch and back, warm, planned and journaled: " + best / 1_000_000 + " ms");
        assertTrue(best < 500_000_000L, best / 1_000_000 + " ms");
    }

    @ParameterizedTest
    @CsvSource({"0000:02:00.0,true,cannot do without", "0000:05:00.0,true,cannot do without",
        "0000:01:00.0,false,nouveau works with", "0000:01:00.0,true,"})
    void resetLeavesAloneWhatTheHostNeeds(String function, boolean force, String refusal) {
        Host host = bench.host();
        ResetPlanner.ResetPlan plan = new ResetPlanner(host, new ResetForecaster(host, Bench.PLUGINS, f -> { }))
                .plan(host.function(PciAddress.parse(function)).orElseThrow(), bench.machine, Optional.empty(), force);
        assertEquals(refusal != null, plan.steps().isEmpty(), plan.steps()::toString);
        assertTrue(refusal == null ? plan.refusal().isEmpty() : plan.refusal().orElse("").contains(refusal),
                plan.refusal()::toString);
    }

    @Test
    void stepsAreWrittenInOrder() {
        assertEquals(List.of("module", "console", "d3cold", "d3cold", "d3cold", "unbind", "unbind", "reset",
                "driver-override", "bind", "driver-override", "bind", "start-guest"),
                bench.plan("kvm").steps().stream().map(Step::kind).toList());
        assertEquals(List.of("module", "console", "d3cold", "d3cold", "d3cold", "unbind", "unbind", "reset",
                "assignable", "assignable", "start-guest"),
                bench.plan("xen").steps().stream().map(Step::kind).toList());
    }

    @Test
    void holdersAreNamedBeforeAnythingIsTouched() {
        bench.scenario("process: 1432 steam user@1000.service /dev/dri/card0 /dev/dri/renderD128",
                "process: 901 Xorg gdm.service /dev/dri/card0",
                "process: 1500 pipewire user@1000.service /dev/snd/controlC1",
                "process: 1600 firefox user@1000.service /dev/dri/card1", "display-manager: gdm.service");
        SwitchPlan plan = bench.plan("kvm");
        assertEquals(List.of(901L, 1432L, 1500L), plan.holders().stream().map(h -> h.pid()).toList());
        assertEquals(3, plan.refusal().size(), plan.refusal()::toString);
        assertTrue(plan.steps().isEmpty());
    }

    @Test
    void displayManagerStopsAndOthersAreAskedToEnd() throws IOException {
        bench.scenario("process: 1432 steam user@1000.service /dev/dri/card0",
                "process: 901 Xorg gdm.service /dev/dri/card0", "display-manager: gdm.service");
        before = bench.everything();
        SwitchPlan plan = bench.plan("kvm", "switch: {displayManager: stop, holders: terminate}\n");
        assertFalse(plan.refused(), plan.refusal()::toString);
        assertEquals(List.of("stop gdm.service", "ask process 1432 (steam) to end"), plan.steps().stream()
                .filter(s -> s instanceof Step.Service || s instanceof Step.EndProcess).map(Step::describe).toList());
        ChangeResult result = bench.run(plan, Journal.Watch.NONE);
        assertEquals(Outcome.DONE, result.outcome(), result.message());
        assertFalse(bench.everything().containsKey("proc/901/comm"));
        assertTrue(bench.undo(Journal.Watch.NONE).orElseThrow().isNothing());
        Map<String, String> after = bench.everything();
        assertTrue(after.containsKey("proc/901/comm"), "gdm is back");
        assertFalse(after.containsKey("proc/1432/comm"), "nobody brings a program back");
    }
}
