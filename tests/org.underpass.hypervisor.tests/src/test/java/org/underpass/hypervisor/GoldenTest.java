package org.underpass.hypervisor;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.underpass.hypervisor.emulator.EmulatorHypervisor;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;

/** What each backend writes for two machines on the simulated workstation, file by file. */
class GoldenTest {
    @Test
    void kvm() throws IOException {
        Cases.golden(Cases.rendered(new KvmHypervisor(), Profiles.GAMES, Cases.workstation()), "games-kvm");
        Cases.golden(Cases.rendered(new KvmHypervisor(), Profiles.INTEGRATED, Cases.workstation()), "integrated-kvm");
    }

    @Test
    void xen() throws IOException {
        Cases.golden(Cases.rendered(new XenHypervisor(), Profiles.GAMES, Cases.workstation()), "games-xen");
        Cases.golden(Cases.rendered(new XenHypervisor(), Profiles.INTEGRATED, Cases.workstation()), "integrated-xen");
    }

    @Test
    void emulator() throws IOException {
        Cases.golden(Cases.rendered(new EmulatorHypervisor(), Profiles.GAMES, Cases.workstation()), "games-emulator");
        Cases.golden(Cases.rendered(new EmulatorHypervisor(), Profiles.INTEGRATED, Cases.workstation()),
                "integrated-emulator");
    }
}
