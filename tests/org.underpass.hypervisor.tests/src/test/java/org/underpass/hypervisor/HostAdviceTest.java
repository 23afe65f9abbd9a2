package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;

/** Kernel arguments and modprobe configuration: what this host needs, and nothing that its kernel does not have. */
class HostAdviceTest {
    private static final String CARD = """
            underpass: 1
            kind: vm
            name: card
            firmware: {type: bios}
            machine:
              memory: 1 GiB
            devices:
              - address: "0000:01:00.0"
            """;

    @TempDir
    private Path folder;

    private HostTree intel() {
        return HostTree.at(folder)
                .function("0000:01:00.0").ids("10de:2484").classCode(0x030000).driver("nouveau").group(1).host()
                .function("0000:02:00.0").ids("1002:731f").classCode(0x030000).driver("amdgpu").group(2).host()
                .file("proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Test\n")
                .kernel("6.1.0-25-amd64");
    }

    private static List<String> arguments(Rendering.Rendered rendered) {
        return Cases.text(rendered, "host/kernel-arguments.txt").lines()
                .filter(l -> l.startsWith("add ") || l.startsWith("remove ")).toList();
    }

    private static Rendering.Rendered kvm(String yaml, Host host) {
        return Cases.rendered(new KvmHypervisor(), yaml, host);
    }

    @Test
    void intelIsSwitchedOnWhereItIsOff() {
        assertEquals(List.of("add intel_iommu=on"), arguments(kvm(CARD, Machines.open(
                intel().cmdline("quiet").kernelConfig("CONFIG_INTEL_IOMMU=y",
                        "# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set")))));
    }

    @Test
    void aKernelThatHasNoSuchOptionIsNotToldOfIt() {
        assertEquals(List.of(), arguments(kvm(CARD, Machines.open(
                intel().cmdline("quiet").kernelConfig("CONFIG_PCI=y")))));
    }

    @Test
    void whatIsThereIsNotAddedAndWhatHarmsIsRemoved() {
        assertEquals(List.of("remove amd_iommu=on", "remove iommu=off"), arguments(kvm(CARD, Machines.open(
                intel().cmdline("intel_iommu=on amd_iommu=on iommu=off").kernelConfig("CONFIG_INTEL_IOMMU=y")))));
    }

    @Test
    void amdIommuOnIsNeverPrinted() {
        var rendered = kvm(CARD + "preparation: {kernelArguments: [amd_iommu=on, quiet]}\n",
                Machines.open(intel().cmdline("intel_iommu=on")));
        assertEquals(List.of("add quiet"), arguments(rendered));
        assertTrue(rendered.findings().stream().anyMatch(f -> f.rule().equals("kvm.kernel-argument")));
    }

    @Test
    void theCardIsTakenByItsIdsWhereNoOtherHasThem() {
        var rendered = kvm(CARD, Machines.open(intel()));
        String modprobe = Cases.text(rendered, "host/modprobe.d/underpass-card.conf");
        assertTrue(modprobe.contains("\noptions vfio-pci ids=10de:2484\nsoftdep nouveau pre: vfio-pci\n"), modprobe);
    }

    /** Both cards would vanish from the host (rule B10). */
    @Test
    void twinsAreNeverTakenByTheirIds() {
        var rendered = kvm(CARD, Machines.open(intel()
                .function("0000:03:00.0").ids("10de:2484").classCode(0x030000).driver("nouveau").group(3).host()));
        rendered.artifacts().forEach(a -> assertFalse(Cases.text(a).contains("ids="), a.path()));
        assertTrue(rendered.findings().stream().anyMatch(f -> f.rule().equals("kvm.boot-binding")));
        assertTrue(Cases.text(rendered, "host/prepare.sh").contains("detach '0000:01:00.0' 'vfio-pci'"));
    }

    @Test
    void aBuiltInDriverIsToldThroughTheKernel() {
        assertTrue(arguments(kvm(CARD, Machines.open(intel().cmdline("intel_iommu=on")
                .kernelConfig("CONFIG_VFIO_PCI=y", "CONFIG_INTEL_IOMMU=y"))))
                .contains("add vfio-pci.ids=10de:2484"));
    }

    @Test
    void dom0HidesTheCard() {
        var rendered = Cases.rendered(new XenHypervisor(), CARD, Machines.open(intel()));
        assertTrue(Cases.text(rendered, "host/dom0-arguments.txt").contains("\nadd xen-pciback.hide=(0000:01:00.0)\n"));
    }
}
