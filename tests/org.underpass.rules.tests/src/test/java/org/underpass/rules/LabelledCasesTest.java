package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.Plugins;
import org.underpass.engine.Validation;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;

/**
 * Real users' machines, each with the verdict that it got in a public thread: the rules that the labels name must
 * speak, and no error beside them may.
 */
class LabelledCasesTest {
    /** Labels and the rules of which one must speak; none: no error at all. */
    private static final Map<String, Set<String>> EXPECTED = Map.ofEntries(
            Map.entry("GROUP_NOT_VIABLE", Set.of("B01", "B03")),
            Map.entry("MULTIFUNCTION_SPLIT", Set.of("B01", "B03")),
            Map.entry("BIND_COMPANION", Set.of("B01", "B03")),
            Map.entry("NOT_BOUND", Set.of("B01", "B03", "C06")),
            Map.entry("FALSE_ALARM_BRIDGE", Set.of()),
            Map.entry("FALSE_ALARM_TOOL", Set.of()),
            Map.entry("GROUP_OK", Set.of()),
            Map.entry("GROUP_OK_OTHER_CAUSE", Set.of()),
            Map.entry("OK_WITH_TWIN_VENDOR", Set.of()),
            Map.entry("NO_RESET_BUG", Set.of()),
            Map.entry("PARTIAL_OK", Set.of()),
            Map.entry("OK_BUT_HOST_LOSS", Set.of("B04")),
            Map.entry("GROUP_TAKES_BOOT_DISK", Set.of("B01", "B04")),
            Map.entry("CHIPSET_SLOT_GROUP", Set.of("B01", "B04")),
            Map.entry("TWO_GPUS_ONE_GROUP", Set.of("B01", "B04")),
            Map.entry("APU_ONE_GROUP", Set.of("B01", "B04")),
            Map.entry("ACS_FIRMWARE_FIX", Set.of("B01", "B04")),
            Map.entry("CPU_PORT_NO_ACS", Set.of("B01", "B04")),
            Map.entry("NO_IOMMU_GROUP", Set.of("A01", "A02")),
            Map.entry("DMAR_ALL_ONES", Set.of("A01", "A02")),
            Map.entry("RMRR_BLOCKS", Set.of("A07")),
            Map.entry("FIRMWARE_BUG_RMRR", Set.of("A07")),
            Map.entry("IVMD_DIRECT_MAP", Set.of("A07")),
            Map.entry("BOOT_FB_HOLDS_BAR", Set.of("C01")),
            Map.entry("RESET_BUG", Set.of("D03")),
            Map.entry("XEN_MMIO_HOLE", Set.of("F03")),
            Map.entry("LARGE_BAR_OVMF", Set.of("F01")));

    @TempDir
    Path folder;

    @Test
    void theRulesThatTheLabelsNameSpeakAndNoOthersRaiseErrors() throws IOException {
        Path file = corpora().resolve("iommu-groups/cases.jsonl");
        assumeTrue(Files.exists(file), "the labelled cases are not there: they are looked for in the folder that "
                + "-Dunderpass.corpora names, else in ../shared/corpora beside the project");
        List<String> table = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (LabelledCase one : LabelledCase.read(file)) {
            String row = row(one, wrong);
            table.add(String.format("%-4s %-22s %s", one.id(), one.label(), row));
        }
        System.out.println(String.join("\n", table));
        assertEquals(List.of(), wrong, String.join("\n", table));
    }

    /**
     * Cases of which only a text, an address or a firmware fact is told: what the thread quotes goes to the explainer,
     * as a user would paste it. Words that the corpus itself paraphrases become the message that it names.
     */
    @Test
    void casesWithoutDevicesAreExplainedByTheirText() throws IOException {
        Path file = corpora().resolve("iommu-groups/cases.jsonl");
        assumeTrue(Files.exists(file), "the labelled cases are not there");
        List<String> wrong = new ArrayList<>();
        int counted = 0;
        for (LabelledCase one : LabelledCase.read(file)) {
            Optional<String> text = one.showsTarget() ? Optional.empty() : quoted(one);
            if (text.isEmpty()) {
                continue;
            }
            counted++;
            Set<String> expected = EXPECTED.getOrDefault(one.label(), EXPLAINED.getOrDefault(one.label(), Set.of()));
            List<Finding> found = LogTextsTest.explain(Optional.empty(), text.get()).findings();
            Set<String> rules = new TreeSet<>(found.stream().map(Finding::rule).toList());
            boolean spoke = expected.isEmpty() || rules.stream().anyMatch(expected::contains);
            boolean clean = found.stream().filter(f -> f.severity() == Severity.ERROR)
                    .allMatch(f -> expected.contains(f.rule()));
            boolean mild = !one.label().equals("FIRMWARE_BUG_RMRR")
                    || found.stream().allMatch(f -> f.severity() == Severity.INFO);
            System.out.printf("%-4s %-22s %s %s%n", one.id(), one.label(), spoke && clean && mild ? "ok   " : "WRONG",
                    rules);
            if (!spoke || !clean || !mild) {
                wrong.add(one.id() + " " + one.label() + ": expected " + expected + ", found " + rules + " in "
                        + text.get());
            }
        }
        System.out.println(counted + " cases explained, " + wrong.size() + " disagree");
        assertEquals(List.of(), wrong, String.join("\n", wrong));
        assertTrue(counted >= 5, "only " + counted + " cases have a text");
    }

    /** Labels that only an explanation can meet. */
    private static final Map<String, Set<String>> EXPLAINED = Map.of("DIRECT_MAPPING_SUSPECT", Set.of("A07"));

    /** What the user's log said, by the facts of the case. */
    private static Optional<String> quoted(LabelledCase one) {
        String device = one.target().map(PciAddress::toString).orElse("0000:04:00.0");
        if (one.all().containsKey("error")) {
            return Optional.of("vfio-pci " + device + ": " + one.text("error"));
        }
        return switch (one.label()) {
            case "NO_IOMMU_GROUP" -> Optional.of("qemu-system-x86_64: -device vfio-pci,host=" + device + ": vfio "
                    + device + ": no iommu_group found: No such file or directory");
            case "GROUP_NOT_VIABLE", "ACS_FIRMWARE_FIX" -> Optional.of("vfio " + device + ": group "
                    + one.members().keySet().stream().findFirst().orElse(1) + " is not viable\nPlease ensure all "
                    + "devices within the iommu_group are bound to their vfio bus driver.");
            case "FIRMWARE_BUG_RMRR" -> Optional.of("DMAR: [Firmware Bug]: No firmware reserved region can cover this "
                    + "RMRR [0x00000000000e8000-0x00000000000e8fff], contact BIOS vendor for fixes");
            case "DIRECT_MAPPING_SUSPECT", "FALSE_ALARM_TOOL" -> Optional.of(one.text("verdict"));
            case "RESET_BUG" -> Optional.of("vfio-pci " + device + ": not ready 65535ms after bus reset; giving up");
            default -> Optional.empty();
        };
    }

    private String row(LabelledCase one, List<String> wrong) {
        Set<String> expected = EXPECTED.get(one.label());
        if (expected == null) {
            return "the facts show nothing";
        }
        HostTree tree = one.write(folder.resolve(one.id()));
        Optional<PciAddress> target = complete(one, tree);
        if (target.isEmpty()) {
            return "the facts name no device";
        }
        List<Finding> found = ask(tree, profile(one, target.get()));
        Set<String> rules = new TreeSet<>();
        Set<String> errors = new TreeSet<>();
        for (Finding finding : found) {
            rules.add(finding.rule());
            if (finding.severity() == Severity.ERROR) {
                errors.add(finding.rule());
            }
        }
        boolean spoke = expected.isEmpty() || rules.stream().anyMatch(expected::contains);
        boolean clean = expected.containsAll(errors);
        if (!spoke || !clean) {
            wrong.add(one.id() + " " + one.label() + ": expected " + expected + ", found " + found.stream()
                    .map(f -> f.severity().word() + " " + f.rule() + " " + f.subject()).toList());
        }
        return (spoke && clean ? "ok    " : "WRONG ") + rules + (errors.isEmpty() ? "" : ", errors " + errors);
    }

    /** Adds what the case says in words and not in its list of devices; answers what is given away. */
    private static Optional<PciAddress> complete(LabelledCase one, HostTree tree) {
        switch (one.label()) {
            case "NO_IOMMU_GROUP" -> {
                String ids = one.text("cmdline").replaceAll("(?s).*vfio-pci\\.ids=(\\S+).*", "$1");
                tree.function(one.target().get().toString()).ids(ids.length() == 9 ? ids : "8086:ffff")
                        .classCode(0x0c0330);
                tree.iommus();
                return one.target();
            }
            case "OK_BUT_HOST_LOSS" -> {
                tree.function(one.target().get().toString()).ids("8086:1e31").classCode(0x0c0330).driver("xhci_hcd")
                        .group(2);
                return one.target();
            }
            case "BOOT_FB_HOLDS_BAR" -> {
                tree.function(one.target().get().toString()).behind("0000:00:01.6").ids("1002:15d8").classCode(0x030000)
                        .resources("0x00000000d0000000 0x00000000dfffffff 0x000000000014220c");
                tree.file("proc/iomem", "d0000000-dfffffff : 0000:05:00.0\n  d0000000-d07e8fff : BOOTFB");
                return one.target();
            }
            case "RMRR_BLOCKS" -> {
                PciAddress target = one.target().orElse(PciAddress.parse("0000:04:00.0"));
                tree.function("0000:00:01.0").ids("8086:2f02").classCode(0x060400);
                tree.function(target.toString()).behind("0000:00:01.0").ids("8086:1521").classCode(0x020000);
                if (one.all().containsKey("rmrr")) {
                    String[] range = ((List<?>) one.all().get("rmrr")).get(0).toString().split("-");
                    tree.acpiTable("DMAR", Tables.dmar(1, Tables.rmrr(Long.parseLong(range[0], 16),
                            Long.parseLong(range[1], 16), true, 1, 0)));
                } else {
                    tree.log("vfio-pci " + target + ": " + one.text("error"));
                }
                return Optional.of(target);
            }
            case "FIRMWARE_BUG_RMRR" -> {
                PciAddress target = PciAddress.parse("0000:04:00.0");
                tree.function(target.toString()).ids("8086:1521").classCode(0x020000);
                tree.log("DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR "
                        + "[0x00000000000e8000-0x00000000000e8fff], contact BIOS vendor for fixes");
                return Optional.of(target);
            }
            case "IVMD_DIRECT_MAP" -> {
                tree.function(one.target().get().toString()).ids("10de:2684").classCode(0x030000);
                tree.acpiTable("IVRS", Tables.ivrs(Tables.ivmd(0, 0x0fff, 8, 0x9d000000L, 0x1000)));
                return one.target();
            }
            case "RESET_BUG" -> {
                tree.function(one.target().get().toString()).ids(one.text("id2")).classCode(0x030000);
                return one.target();
            }
            case "XEN_MMIO_HOLE" -> {
                tree.function(one.target().get().toString()).ids("10de:1c03").classCode(0x030000);
                return one.target();
            }
            case "LARGE_BAR_OVMF" -> {
                PciAddress target = PciAddress.parse("0000:41:00.0");
                tree.function(target.toString()).ids("10de:2230").classCode(0x030000).resources(
                        "0x00000000f6000000 0x00000000f6ffffff 0x0000000000040200",
                        "0x0000028000000000 0x00000287ffffffff 0x000000000014220c");
                return Optional.of(target);
            }
            case "GROUP_TAKES_BOOT_DISK" -> {
                Desk.disk(Desk.at(tree.root()), 1, "/");
                return Optional.of(PciAddress.parse(Desk.CARD));
            }
            default -> {
                if (one.target().isPresent() && !one.showsTarget() && one.label().equals("APU_ONE_GROUP")) {
                    tree.function(one.target().get().toString()).ids("1022:15e3").classCode(0x040300)
                            .group(one.members().keySet().iterator().next());
                    return one.target();
                }
                return one.showsTarget() ? one.target() : Optional.empty();
            }
        }
    }

    /** Whoever met a group that is not viable had given away one function; the others gave the whole card. */
    private static String profile(LabelledCase one, PciAddress target) {
        boolean single = Set.of("GROUP_NOT_VIABLE", "MULTIFUNCTION_SPLIT", "BIND_COMPANION", "APU_ONE_GROUP",
                "CPU_PORT_NO_ACS").contains(one.label());
        return Desk.guest("{address: \"" + target + "\"" + (single ? ", functions: [" + target.function() + "]" : "")
                + "}") + (one.label().equals("XEN_MMIO_HOLE") ? "backend: xen\n" : "");
    }

    private static List<Finding> ask(HostTree tree, String profile) {
        ProfileResult read = ProfileReader.read(profile, "case.vm.yaml");
        List<Rule> rules = new UnderpassRules().rules();
        return new Validation(Plugins.of(rules, List.of(), List.of()))
                .check(Optional.of(Machines.open(tree)), read, Optional.empty()).findings();
    }

    private static Path corpora() {
        String named = System.getProperty("underpass.corpora");
        if (named != null) {
            return Path.of(named);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("tests")) && Files.isDirectory(at.resolve("bundles"))) {
                return at.resolve("../shared/corpora").normalize();
            }
        }
        return Path.of("../shared/corpora");
    }
}
