package org.underpass.hypervisor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.Profiles;
import org.underpass.hypervisor.Tools;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestStatus.State;
import org.underpass.spi.hypervisor.MachinePlan;

class EmulatorRunTest {
    @TempDir
    private Path folder;

    @Test
    void aRehearsalRunsWithItsStandIns() throws Exception {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
        MachinePlan plan = Cases.plan(Cases.vm(Profiles.GAMES.replace("machine:\n",
                "firmware:\n  type: bios\nmachine:\n")), Cases.workstation());
        EmulatorHypervisor emulator = new EmulatorHypervisor();
        assertEquals(List.of(), emulator.obstacles(plan));
        Guest guest = emulator.start(plan, folder.resolve("run"));
        try {
            assertEquals(State.RUNNING, guest.status().state());
            assertEquals("games", guest.name());
            List<String> ids = List.of();
            for (int i = 0; i < 300 && !ids.contains("passed0f1"); i++) {
                Thread.sleep(100); // what sits behind a port shows itself when the firmware has counted the buses
                ids = guest.functions().stream().flatMap(f -> f.id().stream()).toList();
            }
            assertTrue(ids.containsAll(List.of("port1", "passed0f0", "passed0f1")), ids::toString);
            Path png = folder.resolve("picture.png");
            emulator.find(folder.resolve("run")).orElseThrow().screendump(png);
            assertTrue(Files.size(png) > 100);
        } finally {
            guest.quit();
        }
        assertEquals(State.ENDED, guest.status().state());
        assertTrue(Files.exists(guest.log()));
    }

    @Test
    void firmwareThatIsNotHereIsSaid() {
        MachinePlan plan = Cases.plan(Cases.vm(Profiles.GAMES.replace("machine:\n",
                "firmware:\n  code: /no/such/firmware.fd\nmachine:\n")), Cases.workstation());
        List<Finding> obstacles = new EmulatorHypervisor().obstacles(plan);
        assertTrue(obstacles.stream().anyMatch(f -> f.message()
                .equals("the firmware /no/such/firmware.fd is not on this machine")), obstacles::toString);
    }
}
