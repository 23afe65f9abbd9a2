package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** What a stranger meets first: help at each level, and mistakes. */
class HelpTest {
    private static final List<String> CONTRACT = List.of("host show", "host capture", "host diff", "host demo",
            "iommu groups", "iommu tables", "iommu translate", "iommu faults", "profile new", "profile import",
            "profile check", "profile explain", "profile build", "profile schema", "reset forecast", "reset run",
            "switch plan", "switch run", "switch confirm", "switch undo", "vm start", "vm stop", "vm status",
            "plugins list", "plugins install", "plugins remove", "plugins new", "demo");

    @Test
    void helpNamesEveryVerbOfTheContract() {
        String help = Command.run("--help").out();
        for (String verb : CONTRACT) {
            assertTrue(help.lines().anyMatch(l -> l.strip().startsWith(verb + " ")), verb);
        }
    }

    @TestFactory
    List<DynamicTest> helpWorksAtEachLevelWithAnExample() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String verb : CONTRACT) {
            List<String> words = new ArrayList<>(List.of(verb.split(" ")));
            words.add("--help");
            tests.add(DynamicTest.dynamicTest(verb, () -> {
                Result result = Command.run(words.toArray(String[]::new));
                assertEquals(0, result.status());
                assertTrue(result.out().contains("Example: underpass "), result.out());
                assertEquals("", result.err());
            }));
        }
        return tests;
    }

    @Test
    void versionIsOneLine() {
        Result result = Command.run("--version");
        assertEquals(0, result.status());
        assertTrue(result.out().matches("underpass 0\\.1\\.0\\.\\S+\n"), result.out());
    }

    @Test
    void mistakesAreOneLineWithStatusTwo() {
        assertMistake("unknown command 'hots'; did you mean 'host'?", "hots", "show");
        assertMistake("'host' needs a verb: show, demo, capture, diff", "host");
        assertMistake("unknown verb 'sow' of 'host'", "host", "sow");
        assertMistake("unknown option '--hots'; did you mean '--host'?", "host", "show", "--hots", "live");
        assertMistake("unknown format 'xml'", "host", "show", "--host", "demo:board", "--format", "xml");
        assertMistake("needs FILE", "profile", "check");
        assertMistake("unknown backend 'vmware'", "profile", "check", "x.vm.yaml", "--host", "demo:workstation",
                "--backend", "vmware");
        assertMistake("no PCI address", "reset", "forecast", "gpu", "--host", "demo:workstation");
    }

    @Test
    void whatIsNotThereYetSaysSo() {
        assertMistake("'plugins new' is not there yet", "plugins", "new", "quirk", "x");
    }

    private static void assertMistake(String part, String... arguments) {
        Result result = Command.run(arguments);
        assertEquals(2, result.status(), result::toString);
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.err().contains(part), result::toString);
    }
}
