package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** Guests by the command, rehearsed in QEMU. */
class VmTest {
    @TempDir
    private Path folder;

    private Result run(String... arguments) {
        try (Command command = Command.withPlugins(Path.of("no-plug-ins-here"))) {
            return command.ask(folder, Map.of("UNDERPASS_RUN", folder.resolve("run").toString()), arguments);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void profile() throws Exception {
        Files.writeString(folder.resolve("games.vm.yaml"), """
                underpass: 1
                kind: vm
                name: games
                machine:
                  memory: 1 GiB
                firmware:
                  type: bios
                cpu:
                  count: 1
                devices:
                  - address: "0000:01:00.0"
                """);
    }

    @Test
    void aRehearsalFromStartToStop() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/qemu-system-x86_64")), "QEMU is not installed");
        profile();
        String[] start = {"vm", "start", "games.vm.yaml", "--host", "demo:workstation", "--backend", "emulator"};
        Result planned = run(List.of("vm", "start", "games.vm.yaml", "--host", "demo:workstation", "--backend",
                "emulator", "--dry-run", "--format", "json").toArray(String[]::new));
        assertEquals(0, planned.status(), planned::toString);
        assertTrue(planned.out().contains("\"state\": \"planned\""), planned::toString);
        assertTrue(Files.notExists(folder.resolve("run")), "a dry run makes nothing");
        Result started = run(start);
        try {
            assertEquals(0, started.status(), started::toString);
            Result again = run(start);
            assertEquals(1, again.status(), again::toString);
            assertTrue(again.err().contains("games runs already"), again::toString);
            Result status = run("vm", "status", "games.vm.yaml", "--screendump", "picture.png", "--format", "json");
            assertEquals(0, status.status(), status::toString);
            assertTrue(status.out().contains("\"state\": \"running\""), status::toString);
            assertTrue(Files.size(folder.resolve("picture.png")) > 100);
            assertTrue(run("vm", "status").out().startsWith("games  running (running)  emulator"));
        } finally {
            Result stopped = run("vm", "stop", "games", "--timeout", "0", "--format", "json");
            assertEquals(0, stopped.status(), stopped::toString);
            assertTrue(stopped.out().contains("\"state\": \"ended\""), stopped::toString);
        }
        assertEquals(1, run("vm", "status", "games").status());
        assertEquals(0, run("vm", "stop", "games", "--force").status(), "what is down may be stopped");
    }

    @Test
    void mistakesAndRefusals() throws Exception {
        profile();
        assertEquals(2, run("vm", "start", "games.vm.yaml", "--host", "demo:workstation", "--backend",
                "emulator,kvm").status());
        assertEquals(2, run("vm", "start", "games.vm.yaml", "--host", "demo:workstation", "--backend", "emulator",
                "--via", "xl").status());
        assertEquals(2, run("vm", "status", "--screendump", "x.png").status());
        assertEquals(3, run("vm", "start", "none.vm.yaml", "--host", "demo:workstation").status());
        Result elsewhere = run("vm", "start", "games.vm.yaml", "--host", "demo:workstation", "--backend", "kvm");
        assertTrue(elsewhere.status() == 7 || elsewhere.status() == 1, elsewhere::toString);
        Result nothing = run("vm", "status");
        assertEquals("no guest runs\n", nothing.out());
        assertEquals(0, nothing.status());
    }
}
