package org.underpass.engine.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.underpass.engine.Validation;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Machine;
import org.underpass.host.write.StepJson;
import org.underpass.iommu.group.ComputedGroups;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Finding;

/**
 * Whoever changes a machine is killed before and after each entry of the journal, on the way there and on the way back;
 * afterwards {@code switch undo} makes the machine what it was, file by file. The points come from a journal that was
 * written to its end. Prints a line for each.
 */
class KillTest {
    private static final int PARALLEL = 2;

    @TempDir
    Path root;

    private record Point(int entry, boolean after) {
        String word() {
            return (after ? "after " : "before ") + entry;
        }
    }

    private static List<Point> points(int entries) {
        List<Point> points = new ArrayList<>();
        for (int entry = 1; entry <= entries; entry++) {
            points.add(new Point(entry, false));
            points.add(new Point(entry, true));
        }
        return points;
    }

    /** Counts entries. */
    private static final class Count implements Journal.Watch {
        private int entries;

        @Override
        public void before(int number) {
            entries = number;
        }

        @Override
        public void after(int number) {
            entries = number;
        }
    }

    static List<String> backends() {
        return Bench.backends();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void wayThereCanEndAnywhere(String backend) {
        Bench whole = new Bench(root.resolve("whole"));
        Map<String, String> before = whole.everything();
        SwitchPlan plan = whole.plan(backend);
        assertFalse(plan.refused(), () -> plan.refusal().toString());
        Count count = new Count();
        assertEquals(ChangeResult.Outcome.DONE, whole.run(plan, count).outcome());
        assertTrue(count.entries > 2 * plan.steps().size(), "too few entries: " + count.entries);
        for (Point point : points(count.entries)) {
            Bench bench = new Bench(root.resolve(point.word()));
            boolean killed = false;
            try {
                bench.run(plan, Kill.at(point.entry, point.after));
            } catch (Kill.Killed now) {
                killed = true;
            }
            assertTrue(killed, point.word());
            line(backend, "switch", point, bench, before, plan.steps().size());
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void wayBackCanEndAnywhere(String backend) {
        Bench whole = new Bench(root.resolve("whole"));
        Map<String, String> before = whole.everything();
        SwitchPlan plan = whole.plan(backend);
        whole.run(plan, Journal.Watch.NONE);
        Count count = new Count();
        whole.undo(count);
        assertTrue(count.entries > plan.steps().size(), "too few entries: " + count.entries);
        for (Point point : points(count.entries)) {
            Bench bench = new Bench(root.resolve(point.word()));
            bench.run(plan, Journal.Watch.NONE);
            try {
                bench.undo(Kill.at(point.entry, point.after));
                assertTrue(false, point.word());
            } catch (Kill.Killed now) {
                line(backend, "undo", point, bench, before, plan.steps().size());
            }
        }
    }

    private static void line(String backend, String way, Point point, Bench bench, Map<String, String> before,
            int steps) {
        long changed = differences(before, bench.everything());
        boolean taken = bench.taken();
        String undone = bench.undo(Journal.Watch.NONE).map(left -> left.isNothing() ? "undone" : "LEFT "
                + left.problems()).orElse("nothing to undo");
        long left = differences(before, bench.everything());
        System.out.printf("kill %-8s %-6s %-9s (%2d steps): %2d paths differ, journal %-3s -> %s, %d differ%n", backend,
                way, point.word(), steps, changed, taken ? "yes" : "no", undone, left);
        assertEquals(before, bench.everything(), () -> backend + " " + way + " " + point.word());
        assertFalse(bench.taken(), () -> backend + " " + way + " " + point.word() + " is still taken");
        assertTrue(taken || changed == 0, "changed, and no journal says so");
    }

    private static long differences(Map<String, String> before, Map<String, String> now) {
        Set<String> paths = new LinkedHashSet<>(before.keySet());
        paths.addAll(now.keySet());
        return paths.stream().filter(p -> !Objects.equals(before.get(p), now.get(p))).count();
    }

    /** The same with a process and a signal that it cannot catch. */
    @Test
    void realSignalIsNoDifferent() throws Exception {
        Bench whole = new Bench(root.resolve("whole"));
        Map<String, String> before = whole.everything();
        SwitchPlan plan = whole.plan("kvm");
        Count count = new Count();
        whole.run(plan, count);
        Path file = Files.write(root.resolve("steps"), plan.steps().stream().map(StepJson::write).toList());
        try (ExecutorService pool = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<?>> all = new ArrayList<>();
            for (Point point : points(count.entries)) {
                all.add(pool.submit(() -> {
                    Bench bench = new Bench(root.resolve("child-" + point.word().replace(' ', '-')));
                    kill(bench, file, point);
                    line("kvm", "KILL", point, bench, before, plan.steps().size());
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void kill(Bench bench, Path steps, Point point) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-cp", classPath(),
                KilledExecutor.class.getName(), bench.state.root().toString(), Bench.HOST, steps.toString(),
                Integer.toString(point.entry), point.after ? "after" : "before").redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(),
                StandardCharsets.UTF_8))) {
            String said = out.readLine();
            while (said != null && !said.equals("here")) {
                assertTrue(said.startsWith("WARNING") || said.startsWith("Picked up"), said);
                said = out.readLine();
            }
            assertEquals("here", said);
        } finally {
            child.destroyForcibly(); // SIGKILL
            child.waitFor();
        }
        assertEquals(137, child.exitValue());
    }

    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : List.of(KillTest.class, Executor.class, Validation.class, Machine.class, PciAddress.class,
                ComputedGroups.class, Finding.class)) {
            places.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString());
        }
        return String.join(":", places);
    }
}
