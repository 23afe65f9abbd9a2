package org.underpass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.host.HostSources;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.testkit.HostTree;

/** Devices found on a host, rules that speak, rules that throw, and findings that are suppressed. */
class ValidationTest {
    private static final String HEAD = "underpass: 1\nkind: vm\nname: x\nmachine: {memory: 4 GiB}\n";

    @TempDir
    Path folder;
    private HostTree tree;

    @BeforeEach
    void twoEqualCards() {
        tree = HostTree.at(folder);
        tree.function("0000:00:01.0").ids("8086:1901").classCode(0x060400);
        tree.function("0000:00:02.0").ids("8086:1905").classCode(0x060400);
        tree.function("0000:01:00.0").behind("0000:00:01.0").ids("10de:2484").classCode(0x030000);
        tree.function("0000:01:00.1").behind("0000:00:01.0").ids("10de:228b").classCode(0x040300);
        tree.function("0000:02:00.0").behind("0000:00:02.0").ids("10de:2484").classCode(0x030000);
    }

    private Report check(String devices, Rule... rules) throws Exception {
        Host host = HostSources.open(folder);
        ProfileResult profile = ProfileReader.read(HEAD + devices, "x.vm.yaml");
        assertFalse(profile.hasErrors(), () -> profile.problems().toString());
        return new Validation(Plugins.of(List.of(rules), List.of(), List.of())).check(Optional.of(host), profile,
                Optional.empty());
    }

    private static List<String> addresses(ResolvedDevice device) {
        return device.functions().stream().map(f -> f.address().toString()).toList();
    }

    @Test
    void anAddressGivesTheWholeSlot() throws Exception {
        Report report = check("devices: [{address: \"0000:01:00.0\"}]\n");
        assertEquals(List.of("0000:01:00.0", "0000:01:00.1"), addresses(report.assignment().devices().get(0)));
        assertTrue(report.passes());
    }

    @Test
    void aCardThatMovedIsFoundByWhatItIs() throws Exception {
        Report report = check("devices:\n  - address: \"0000:05:00.0\"\n"
                + "    identity: {vendor: \"10de\", device: \"228b\"}\n    functions: [1]\n");
        ResolvedDevice device = report.assignment().devices().get(0);
        assertEquals(List.of("0000:01:00.1"), addresses(device));
        assertEquals(Optional.of(PciAddress.parse("0000:05:00.0")), device.moved());
    }

    @Test
    void ofTwoEqualCardsNoneIsGuessed() throws Exception {
        String ids = "    identity: {vendor: \"10de\", device: \"2484\"}\n";
        Report guess = check("devices:\n  - address: \"0000:05:00.0\"\n" + ids);
        assertFalse(guess.assignment().devices().get(0).resolved());
        assertEquals("device-not-found", guess.errors().get(0).rule());
        Report named = check("devices:\n  - address: \"0000:02:00.0\"\n" + ids);
        assertEquals(List.of("0000:02:00.0"), addresses(named.assignment().devices().get(0)));
    }

    @Test
    void thePathOfBridgesTellsEqualCardsApart() throws Exception {
        Report report = check("devices:\n  - identity: {vendor: \"10de\", device: \"2484\", path: \"0000:00/02.0/00.0\"}\n");
        assertEquals(List.of("0000:02:00.0"), addresses(report.assignment().devices().get(0)));
    }

    @Test
    void aRuleThatThrowsIsAFindingThatNamesItsBundle() throws Exception {
        Report report = check("devices: [{address: \"0000:01:00.0\"}]\n", new Told("X1", true), new Told("X2", false));
        assertEquals(List.of("X2", "plugin-failed"), report.findings().stream().map(Finding::rule).sorted().toList());
        assertEquals(1, report.failures().size());
        assertTrue(report.failures().get(0).message().contains("rule X1"));
    }

    @Test
    void whatTheProfileSuppressesIsKeptApart() throws Exception {
        Report report = check("devices: [{address: \"0000:01:00.0\"}]\n"
                + "suppress: [{rule: X2, reason: known and wanted}]\n", new Told("X2", false));
        assertEquals(List.of(), report.findings());
        assertEquals(1, report.suppressed().size());
    }

    /** A rule that always speaks, or always throws. */
    private record Told(String id, boolean broken) implements Rule {
        @Override
        public RuleInfo info() {
            return new RuleInfo(id, Severity.ERROR, RuleInfo.Basis.SOURCE, RuleInfo.Scope.ASSIGNMENT, "t", "w", "c",
                    List.of(), List.of());
        }

        @Override
        public void check(RuleContext context, Consumer<Finding> findings) {
            if (broken) {
                throw new IllegalStateException("broken on purpose");
            }
            findings.accept(Finding.of(info(), "host").message("m").evidence(new Evidence("f", "s")).build());
        }
    }
}
