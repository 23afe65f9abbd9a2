package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.hypervisor.emulator.EmulatorHypervisor;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;

/** Firmware comes from the descriptors of the host, and from nowhere else. */
class FirmwareTest {
    private static final String SMALL = """
            underpass: 1
            kind: vm
            name: small
            machine:
              memory: 1 GiB
            """;

    @TempDir
    private Path folder;

    private HostTree host() {
        return HostTree.at(folder).function("0000:01:00.0").ids("10de:2484").classCode(0x030000).host();
    }

    private static String descriptor(String code, String vars, String machines, String features) {
        return """
                {"description": "test", "interface-types": ["uefi"],
                 "mapping": {"device": "flash", "executable": {"filename": "%s", "format": "raw"},
                             "nvram-template": {"filename": "%s", "format": "raw"}},
                 "targets": [{"architecture": "x86_64", "machines": [%s]}], "features": [%s], "tags": []}
                """.formatted(code, vars, machines, features);
    }

    private Host withDescriptors() {
        return Machines.open(host()
                .file("usr/share/qemu/firmware/10-secure.json", descriptor("/s/code,1.fd", "/s/vars.fd",
                        "\"pc-q35-*\"", "\"secure-boot\", \"enrolled-keys\", \"requires-smm\""))
                .file("usr/share/qemu/firmware/20-old.json", descriptor("/o/code.fd", "/o/vars.fd",
                        "\"pc-i440fx-*\"", ""))
                .file("usr/share/qemu/firmware/30-plain.json", descriptor("/p/code.fd", "/p/vars.fd",
                        "\"pc-q35-*\", \"pc-i440fx-*\"", "\"acpi-s3\"")));
    }

    private static String script(String yaml, Host host) {
        return Cases.text(Cases.rendered(new KvmHypervisor(), yaml, host), "qemu.sh");
    }

    @Test
    void theFirstThatFitsIsTaken() {
        assertTrue(script(SMALL, withDescriptors()).contains("file=/p/code.fd"));
        assertTrue(script(SMALL.replace("memory", "type: i440fx\n  memory"), withDescriptors())
                .contains("file=/o/code.fd"));
    }

    @Test
    void secureBootTakesEnrolledKeysAndSystemManagementMode() {
        String script = script(SMALL + "firmware: {secureBoot: true}\n", withDescriptors());
        assertTrue(script.contains("file=/s/code,,1.fd"), script);
        assertTrue(script.contains("smm=on"), script);
        assertTrue(script.contains("driver=cfi.pflash01,property=secure,value=on"), script);
        var rendered = Cases.rendered(new KvmHypervisor(), SMALL + "firmware: {secureBoot: true}\n",
                withDescriptors());
        assertTrue(Cases.text(rendered, "domain.xml")
                .contains("<loader readonly='yes' secure='yes' type='pflash'>/s/code,1.fd</loader>"));
    }

    /** A capture of sysfs alone says nothing of firmware: the usual place is taken, and that is said. */
    @Test
    void whatIsNotShownLiesInItsUsualPlace() {
        var rendered = Cases.rendered(new KvmHypervisor(), SMALL, Machines.open(host()));
        assertTrue(Cases.text(rendered, "qemu.sh").contains("file=/usr/share/OVMF/OVMF_CODE_4M.fd"));
        Finding finding = rendered.findings().stream().filter(f -> f.rule().equals("kvm.firmware")).findFirst()
                .orElseThrow();
        assertEquals(Severity.WARNING, finding.severity());
        assertTrue(finding.message().contains("/usr/share/OVMF/OVMF_CODE_4M.fd"), finding.message());
    }

    @Test
    void aHostThatHasNoneIsRefused() {
        Host bare = Machines.open(host().folder("usr/share/qemu/firmware").complete("usr/share/qemu", "etc/qemu"));
        for (var backend : List.of(new KvmHypervisor(), new EmulatorHypervisor())) {
            List<Finding> findings = Cases.refused(backend, SMALL, bare).findings();
            Finding finding = findings.stream().filter(f -> f.severity() == Severity.ERROR).findFirst().orElseThrow();
            assertEquals(backend.info().id() + ".firmware", finding.rule());
            assertEquals(2, finding.fixes().size());
            assertTrue(finding.evidence().get(0).source().contains("usr/share/qemu/firmware")
                    || finding.evidence().get(0).source().contains("etc/qemu/firmware"), finding.evidence().toString());
        }
    }

    @Test
    void secureBootWithoutEnrolledKeysIsRefused() {
        Finding finding = Cases.refused(new KvmHypervisor(), SMALL.replace("memory", "type: i440fx\n  memory")
                + "firmware: {secureBoot: true}\n", withDescriptors()).findings().get(0);
        assertEquals("kvm.firmware", finding.rule());
        assertTrue(finding.message().contains("Secure Boot"), finding.message());
    }

    /** Without a descriptor of one, QEMU brings a BIOS of its own. */
    @Test
    void aBiosNeedsNoDescriptor() {
        var rendered = Cases.rendered(new KvmHypervisor(), SMALL + "firmware: {type: bios}\n", Machines.open(host()));
        String script = Cases.text(rendered, "qemu.sh");
        assertFalse(script.contains("pflash") || script.contains("-bios"), script);
        assertTrue(rendered.findings().stream().anyMatch(f -> f.rule().equals("kvm.firmware")
                && f.severity() == Severity.INFO));
    }
}
