package org.underpass.quirks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.NotMine;
import org.underpass.spi.quirk.Quirk;
import org.underpass.testkit.Machines;

/** The quirks on machines that others recorded. */
class CorpusTest {
    private static Path corpus(String relative) {
        String named = System.getProperty("underpass.corpora");
        Path root = Path.of(System.getProperty("underpass.root", ""));
        Path found = (named != null ? Path.of(named) : root.resolve("../shared/corpora")).resolve(relative);
        assumeTrue(Files.exists(found), "test data is not there: " + relative + " (looked in the folder that "
                + "-Dunderpass.corpora names, else in ../shared/corpora beside the project)");
        return found;
    }

    @TestFactory
    Stream<DynamicTest> everyQuirkAnswersOnEveryMachine() throws IOException {
        return Stream.of("pci/hwloc", "pci/ghw-snapshots", "pci/pciutils/dumps", "lab/intel", "lab/amd")
                .flatMap(name -> files(corpus(name)))
                .map(file -> dynamicTest(file.getFileName().toString(), () -> {
                    Host host = Machines.open(file);
                    for (HostFunction function : host.functions()) {
                        for (Quirk quirk : Quirks.ALL) {
                            assertNotNull(quirk.assess(function, host), quirk.info().id() + " on " + function);
                        }
                    }
                }));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            boolean lab = folder.getParent().endsWith("lab");
            return all.filter(f -> !lab || f.toString().endsWith(".tar.gz")).sorted().toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onlyTheRadeonOfTheLabIsSpokenOf() {
        assertEquals(Map.of("0000:09:01.0", Set.of("amd.radeon")), speakers("lab/intel/sysfs-boot.tar.gz"));
    }

    /** Function by function, who speaks of it. */
    private static Map<String, Set<String>> speakers(String machine) {
        Host host = Machines.open(corpus(machine));
        Map<String, Set<String>> all = new TreeMap<>();
        for (HostFunction function : host.functions()) {
            for (Quirk quirk : Quirks.ALL) {
                Assessment answer = quirk.assess(function, host);
                if (!(answer instanceof NotMine)) {
                    all.computeIfAbsent(function.toString(), key -> new TreeSet<>()).add(quirk.info().id());
                }
            }
        }
        return all;
    }
}
