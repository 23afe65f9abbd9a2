package org.underpass.hypervisor.kvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.HostSources;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.Profiles;
import org.underpass.hypervisor.Tools;
import org.underpass.hypervisor.kvm.run.MemoryRoom;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestStatus.State;
import org.underpass.spi.hypervisor.MachinePlan;

class KvmRunTest {
    /** Nothing given away, and nothing of this machine touched but the image that it makes. */
    private static final String SMALL = """
            underpass: 1
            kind: vm
            name: small
            machine:
              memory: 64 MiB
            firmware:
              type: bios
            cpu:
              count: 1
            disks:
              - file: %s
                size: 1 MiB
            display:
              guest:
                adapter: std
                viewer: none
            """;

    @TempDir
    private Path folder;

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }

    private MemoryRoom poor() throws Exception {
        Path limits = folder.resolve("proc/self/limits");
        Files.createDirectories(limits.getParent());
        Files.writeString(limits, "Max locked memory         8388608              8388608              bytes     \n");
        Files.writeString(folder.resolve("proc/meminfo"), "MemAvailable:   99999999 kB\n");
        return new MemoryRoom(folder);
    }

    @Test
    void whatIsInTheWayIsSaidBeforeAnythingIsTouched() throws Exception {
        MachinePlan plan = Cases.plan(Cases.vm(Profiles.INTEGRATED), Cases.workstation());
        KvmRun run = new KvmRun("kvm", plan, poor(), "kvm");
        List<Finding> obstacles = run.obstacles(false);
        assertTrue(rules(obstacles).contains("kvm.elsewhere"), "a simulated machine is not this one");
        Finding limit = obstacles.stream().filter(f -> f.rule().equals("kvm.memory-limit")).findFirst().orElseThrow();
        assertEquals("the guest locks 4096 MiB of memory, and this process may lock 8 MiB", limit.message());
        assertFalse(rules(obstacles).contains("kvm.driver"), "drivers are bound later");
        assertTrue(rules(run.obstacles(true)).contains("kvm.driver"));
        GuestException refused = assertThrows(GuestException.class, () -> run.start(folder.resolve("run")));
        assertEquals(GuestException.Kind.REFUSED, refused.kind());
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void libvirtLiftsLimitsItself() throws Exception {
        MachinePlan plan = Cases.plan(Cases.vm(Profiles.INTEGRATED), Cases.workstation());
        KvmRun run = new KvmRun("kvm", plan, poor(), "kvm");
        assertEquals(List.of("kvm.elsewhere"), rules(run.libvirtObstacles()));
        assertTrue(run.domain().contains("<hostdev mode='subsystem' type='pci' managed='yes'>"), run.domain());
    }

    @Test
    void waysAreNamed() {
        KvmHypervisor kvm = new KvmHypervisor();
        assertEquals(List.of("qemu", "libvirt"), kvm.ways());
        kvm.ways().forEach(way -> assertTrue(kvm.via(way).isPresent(), way));
        assertTrue(kvm.via("xl").isEmpty());
        assertTrue(kvm.find(folder).isEmpty());
    }

    @Test
    void theSameMachineRunsHere() throws Exception {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
        Tools.need("qemu-img", "qemu-utils");
        Path image = folder.resolve("disk.qcow2");
        MachinePlan plan = Cases.plan(Cases.vm(SMALL.formatted(image)), HostSources.open("live"));
        Path run = folder.resolve("run");
        Guest guest = new KvmRun("kvm", plan, new MemoryRoom(Path.of("/")), "tcg").start(run);
        try {
            assertEquals(State.RUNNING, guest.status().state());
            assertTrue(Files.size(image) > 0, "the image was made");
            Guest found = new KvmHypervisor().find(run).orElseThrow();
            assertTrue(found.functions().stream().anyMatch(f -> f.id().filter("adapter"::equals).isPresent()));
            found.screendump(folder.resolve("picture.png"));
            assertTrue(Files.size(folder.resolve("picture.png")) > 100);
            assertFalse(found.powerdown(Duration.ofMillis(200)), "its BIOS does not listen");
        } finally {
            guest.quit();
        }
        assertEquals(State.ENDED, guest.status().state());
    }
}
