package org.underpass.iommu.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.iommu.SysfsTar;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.pci.PciAddress;

/** With the kernel's groups hidden, ours equal them on every captured machine that has both. */
class KernelAgreementTest {

    @Test
    void computedGroupsEqualTheKernels() throws IOException {
        List<Path> tars = new ArrayList<>();
        for (String folder : List.of("lab", "pci/hwloc", "pci/ghw-snapshots")) {
            try (Stream<Path> files = Files.walk(Corpora.need(folder))) {
                files.filter(file -> file.getFileName().toString().matches(".*\\.(tar|tar\\..*|tgz)")).sorted()
                        .forEach(tars::add);
            }
        }
        int both = 0;
        int pairs = 0;
        List<String> disagreements = new ArrayList<>();
        for (Path tar : tars) {
            SysfsTar machine = SysfsTar.read(tar);
            ComputedGroups ours = ComputedGroups.compute(machine.topology(), assumptions(tar, machine));
            long unknown = ours.groups().stream().filter(group -> group.source() == ComputedGroup.Source.UNKNOWN)
                    .count();
            System.out.println(tar.getFileName() + ": " + machine.topology().functions().size() + " functions, kernel "
                    + machine.groups().size() + " groups, ours " + ours.groups().size() + ", " + unknown + " unknown");
            ours.groups().forEach(group -> checkShape(tar, group, disagreements));
            if (machine.groups().isEmpty() || !machine.hasConfig()) {
                continue;
            }
            both++;
            Set<Set<PciAddress>> kernel = new HashSet<>(machine.groups().values());
            Set<Set<PciAddress>> computed = new HashSet<>();
            for (ComputedGroup group : ours.groups()) {
                computed.add(group.members());
                pairs += group.reasons().size();
                if (group.source() != ComputedGroup.Source.COMPUTED) {
                    disagreements.add(tar.getFileName() + ": " + group.members() + " is not known");
                }
            }
            kernel.stream().filter(group -> !computed.contains(group))
                    .forEach(group -> disagreements.add(tar.getFileName() + ": only the kernel has " + group));
            computed.stream().filter(group -> !kernel.contains(group))
                    .forEach(group -> disagreements.add(tar.getFileName() + ": only we have " + group));
        }
        disagreements.forEach(System.out::println);
        System.out.println("groups: " + tars.size() + " captures, " + both + " with groups and config space, " + pairs
                + " tied pairs explained, " + disagreements.size() + " disagreements");
        assertTrue(both >= 3, "machines with both: " + both);
        assertEquals(List.of(), disagreements);
    }

    /** Each pair of the kernel's groups gets a reason, also where configuration space is not there at all. */
    @Test
    void everyKernelGroupIsExplained() throws IOException {
        int pairs = 0;
        for (String name : List.of("lab/amd/sysfs-boot.tar.gz", "lab/intel/sysfs-boot.tar.gz",
                "pci/ghw-snapshots/linux-amd64-415ee03b8c4d1c4f07ae2e9d8b3d3d6d.tar.gz")) {
            Path tar = Corpora.need(name);
            SysfsTar machine = SysfsTar.read(tar);
            GroupExplanation explained = GroupExplanation.explain(machine.groups(), machine.topology(),
                    assumptions(tar, machine), Optional.empty());
            for (GroupExplanation.ExplainedGroup group : explained.groups()) {
                int size = group.members().size();
                assertEquals(size * (size - 1) / 2, group.reasons().size(), name + " " + group);
                pairs += group.reasons().size();
            }
            assertTrue(explained.differences().stream().allMatch(difference ->
                    difference instanceof GroupExplanation.Difference.ApartInKernel apart
                            && apart.cause() == GroupExplanation.Cause.NOT_SHOWN), explained.differences().toString());
            assertEquals(machine.hasConfig(), explained.differences().isEmpty());
        }
        System.out.println("groups: " + pairs + " pairs of kernel groups explained");
    }

    /** The lab's captures have the ACPI table of the first boot beside them; the later boot had more functions. */
    private static GroupAssumptions assumptions(Path tar, SysfsTar machine) throws IOException {
        GroupAssumptions assumptions = GroupAssumptions.asShown();
        for (String name : List.of("IVRS.bin", "DMAR.bin")) {
            Path table = tar.resolveSibling(name);
            if (Files.exists(table) && tar.getFileName().toString().startsWith("sysfs-boot")) {
                assumptions = assumptions.withIvrs(name.startsWith("IVRS")).withUnits(RemappingUnits.of(
                        RemappingTable.decode(AcpiTable.read(Files.readAllBytes(table)).orElseThrow()),
                        machine.topology()));
            }
        }
        return assumptions;
    }

    /** Every pair has a reason, and an unknown group says what is not shown. */
    private static void checkShape(Path tar, ComputedGroup group, List<String> disagreements) {
        int size = group.members().size();
        if (group.reasons().size() != size * (size - 1) / 2) {
            disagreements.add(tar.getFileName() + ": not every pair of " + group.members() + " has a reason");
        }
        if (group.unseen().isEmpty() != (group.source() == ComputedGroup.Source.COMPUTED)) {
            disagreements.add(tar.getFileName() + ": " + group.members() + " is " + group.source() + ", unseen "
                    + group.unseen());
        }
    }
}
