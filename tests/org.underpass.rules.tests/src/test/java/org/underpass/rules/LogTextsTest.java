package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.Plugins;
import org.underpass.engine.explain.LogExplainer;
import org.underpass.engine.explain.LogExplainer.Explanation;
import org.underpass.host.Host;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.testkit.Machines;

/** Error texts as QEMU, libvirt, Xen and the kernel write them, each with the rule that must know it. */
class LogTextsTest {
    @TempDir
    Path folder;

    static Explanation explain(Optional<Host> host, String text) {
        Plugins plugins = Plugins.of(new UnderpassRules().rules(), List.of(), List.of());
        try (InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
            return new LogExplainer(plugins, host, Optional.empty()).explain(in, "log");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Without a machine the text alone must do; with the desk, too. */
    @Test
    void everyKnownTextIsRecognised() throws IOException {
        List<String> unknown = new ArrayList<>();
        Host desk = Machines.open(Desk.at(folder));
        List<String> rules = new UnderpassRules().rules().stream().map(r -> r.info().id()).toList();
        for (String row : rows()) {
            String rule = row.substring(0, row.indexOf('\t'));
            String text = row.substring(row.indexOf('\t') + 1);
            if (!rules.contains(rule)) {
                continue; // The rule is not there yet.
            }
            for (Optional<Host> host : List.of(Optional.<Host>empty(), Optional.of(desk))) {
                Explanation found = explain(host, text);
                if (found.findings().stream().noneMatch(f -> f.rule().equals(rule))) {
                    unknown.add(rule + (host.isPresent() ? " on the desk: " : ": ") + text + " -> "
                            + found.findings().stream().map(Finding::rule).toList());
                }
                assertTrue(found.failures().isEmpty(), () -> text + ": " + found.failures());
            }
        }
        assertEquals(List.of(), unknown, String.join("\n", unknown));
    }

    @Test
    void anyOrderAndNumberOfLinesGivesEachRuleOnce() throws IOException {
        List<String> texts = rows().stream().map(r -> r.substring(r.indexOf('\t') + 1)).toList();
        String log = String.join("\n", texts) + "\n" + String.join("\n", texts);
        List<String> keys = explain(Optional.empty(), log).findings().stream().map(Finding::key).toList();
        assertEquals(keys.stream().distinct().toList(), keys);
    }

    @Test
    void theCauseIsThatOfThisMachine() {
        Host desk = Machines.open(Desk.at(folder));
        Explanation found = explain(Optional.of(desk), """
                2026-01-01T00:00:00.000000Z qemu-system-x86_64: -device vfio-pci,host=0000:01:00.0: vfio 0000:01:00.0: \
                group 1 is not viable
                Please ensure all devices within the iommu_group are bound to their vfio bus driver.
                """);
        assertEquals(List.of(), found.findings().stream().filter(f -> !f.rule().equals("B01")).toList());
        // The whole card is what the line gives away, and of the group nothing else is on a driver of the host's.
        assertEquals(1, found.findings().size());
        Finding finding = found.findings().get(0);
        assertEquals(1, finding.location().orElseThrow().line());
        assertTrue(finding.evidence().get(0).fact().contains("is not viable"));
    }

    @Test
    void theDriversOfTheOthersInTheGroupAreNamed() {
        Host desk = Machines.open(Desk.disk(Desk.at(folder), 1, "/"));
        Explanation found = explain(Optional.of(desk), "vfio 0000:01:00.0: group 1 is not viable");
        Finding finding = found.findings().get(0);
        assertEquals("B01", finding.rule());
        assertEquals(Severity.ERROR, finding.severity());
        assertTrue(finding.evidence().stream().anyMatch(e -> e.fact().contains(Desk.DISK + " is on driver nvme")),
                finding::toString);
    }

    @Test
    void aGroupWithoutNodeNamesWhatToBind() {
        Host desk = Machines.open(Desk.at(folder));
        Finding finding = explain(Optional.of(desk), "failed to open /dev/vfio/1: No such file or directory")
                .findings().get(0);
        assertEquals("H12", finding.rule());
        assertTrue(finding.evidence().stream().anyMatch(e -> e.fact().contains("is on driver nouveau")));
        assertTrue(finding.fixes().stream().anyMatch(
                f -> f instanceof Fix.HostChange change && change.target().equals(Desk.CARD)));
    }

    @Test
    void anotherMachinesLogIsSaidToBeOne() {
        Host desk = Machines.open(Desk.at(folder));
        Finding finding = explain(Optional.of(desk), "vfio 0000:4b:00.0: group 77 is not viable").findings().get(0);
        assertTrue(finding.evidence().stream().anyMatch(e -> e.fact().contains("another machine's")),
                finding::toString);
    }

    @Test
    void whatIsNoLogGivesNothing() {
        for (String text : List.of("", "\n\n\n", "all is well", "group", "x".repeat(100_000), "…", "\ud800 lone")) {
            assertEquals(List.of(), explain(Optional.empty(), text).findings(), text);
        }
        assertTrue(explain(Optional.empty(), "\0\1\2\3".repeat(1000)).binary());
        Explanation holes = explain(Optional.empty(), "a line\n" + "\0".repeat(10) + "group 12 is not viable\n");
        assertEquals(List.of("B01"), holes.findings().stream().map(Finding::rule).toList());
    }

    @Test
    void aLineWithoutEndIsSearchedToItsEnd() {
        String long1 = "x".repeat(1_000_003);
        Finding finding = explain(Optional.empty(), long1 + " group 12 is not viable " + long1).findings().get(0);
        assertEquals("B01", finding.rule());
        assertEquals(1_000_005 + "group 12 ".length() , finding.location().orElseThrow().column(), 12);
        assertTrue(finding.evidence().get(0).fact().length() < 1000);
    }

    private static List<String> rows() throws IOException {
        try (InputStream in = LogTextsTest.class.getResourceAsStream("log-texts.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        }
    }
}
