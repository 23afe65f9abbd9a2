package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.emulator.EmulatorHypervisor;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.Rendering;

/** What the backends write for a kind of device, for the cards of a host and for any host. */
class DeviceFragmentTest {
    private static final String AMPERE = """
            underpass: 1
            kind: device
            name: ampere
            match:
              - {vendor: "10de", devices: ["2484"], class: "03"}
            functions:
              - {function: 0, class: "03", role: graphics}
              - {function: 1, class: "0403", role: audio}
            reset:
              - method: flr
                verdict: good
                evidence:
                  - {source: "test", class: measured}
            guest:
              hideHypervisor: true
              rom: {file: "/usr/share/vgabios/a,b 'c'.rom"}
              xen: {permissive: true}
            host:
              keepAwake: true
              drivers: [nouveau, nvidia]
              kernelArguments: [pcie_aspm.policy=performance]
            """;

    @Test
    void forAHostAndForAny() throws IOException {
        for (Hypervisor backend : List.of(new KvmHypervisor(), new XenHypervisor(), new EmulatorHypervisor())) {
            String id = backend.info().id();
            Cases.golden(Cases.rendered(backend.render(Cases.device(AMPERE, Optional.of(Cases.workstation())))),
                    "ampere-" + id);
            Cases.golden(Cases.rendered(backend.render(Cases.device(AMPERE, Optional.empty()))), "ampere-any-" + id);
        }
    }

    @Test
    void aHostWithoutSuchACardIsRefused() {
        for (Hypervisor backend : List.of(new KvmHypervisor(), new XenHypervisor(), new EmulatorHypervisor())) {
            Rendering rendering = backend.render(Cases.device(AMPERE.replace("2484", "0001"),
                    Optional.of(Cases.workstation())));
            assertTrue(rendering instanceof Rendering.Refused refused && refused.findings().get(0).rule()
                    .equals(backend.info().id() + ".match"), rendering.toString());
        }
    }

    /** A script with placeholders finds no such function, and leaves the host alone. */
    @Test
    void placeholdersDoNoHarm(@TempDir Path folder) throws Exception {
        Tools.need("sh", "dash");
        Tools.need("shellcheck", "shellcheck");
        List<String> check = new ArrayList<>(List.of("shellcheck", "--shell=sh"));
        for (Hypervisor backend : List.of(new KvmHypervisor(), new XenHypervisor())) {
            Path mine = folder.resolve(backend.info().id());
            var rendered = Cases.rendered(backend.render(Cases.device(AMPERE, Optional.empty())));
            Cases.write(rendered, mine);
            for (Artifact artifact : rendered.artifacts()) {
                if (artifact.executable()) {
                    check.add(mine.resolve(artifact.path()).toString());
                }
            }
            Tools.Result result = Tools.run(mine, Map.of("UNDERPASS_SYSFS", mine.toString(), "UNDERPASS_XL", "false"),
                    List.of("sh", mine.resolve("host/prepare.sh").toString()));
            assertTrue(result.status() == 5 || result.status() == 6, result.status() + " " + result.out());
        }
        Tools.Result result = Tools.run(folder, Map.of(), check);
        assertEquals(0, result.status(), result.out());
    }
}
