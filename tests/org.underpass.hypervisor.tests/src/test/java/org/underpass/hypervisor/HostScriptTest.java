package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;

/** Runs the scripts that prepare a host, and those that undo it, on a tree of files behind which a fake kernel sits. */
class HostScriptTest {
    private static final String GPU = "0000:10:00.0";
    private static final String AUDIO = "0000:10:00.1";

    @TempDir
    private Path folder;
    private Path sysfs;
    private Path proc;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeHost() throws IOException {
        Tools.need("sh", "dash");
        sysfs = folder.resolve("sys");
        proc = Files.createDirectories(folder.resolve("proc"));
        for (String driver : List.of("vfio-pci", "pciback", "amdgpu", "snd_hda_intel")) {
            Files.createDirectories(sysfs.resolve("bus/pci/drivers/" + driver));
        }
        function("0000:00:08.1", "0x1022", "0x14dd", "pcieport");
        function(GPU, "0x1002", "0x164e", "amdgpu");
        function(AUDIO, "0x1002", "0x1640", "snd_hda_intel");
        Files.createDirectories(sysfs.resolve("bus/pci/devices/" + GPU + "/drm/card0"));
        Path fake = Cases.root().resolve("tests/org.underpass.hypervisor.tests/src/test/resources/fake");
        environment.put("PATH", executable(fake) + ":" + System.getenv("PATH"));
        environment.put("UNDERPASS_SYSFS", sysfs.toString());
        environment.put("UNDERPASS_PROC", proc.toString());
    }

    /** Copies the fakes, because a checkout may have lost the mark that they are programs. */
    private Path executable(Path fake) throws IOException {
        Path copies = Files.createDirectories(folder.resolve("bin"));
        for (String name : List.of("tee", "xl")) {
            Files.copy(fake.resolve(name), copies.resolve(name));
            assertTrue(copies.resolve(name).toFile().setExecutable(true));
        }
        return copies;
    }

    private void function(String address, String vendor, String device, String driver) throws IOException {
        Path path = Files.createDirectories(sysfs.resolve("bus/pci/devices/" + address));
        Files.writeString(path.resolve("vendor"), vendor + "\n");
        Files.writeString(path.resolve("device"), device + "\n");
        Files.writeString(path.resolve("driver_override"), "(null)\n");
        Files.writeString(path.resolve("usual"), driver + "\n");
        Files.createDirectories(path.resolve("power"));
        Files.writeString(path.resolve("power/control"), "on\n");
        Files.writeString(path.resolve("d3cold_allowed"), "1\n");
        Files.createDirectories(sysfs.resolve("bus/pci/drivers/" + driver));
        Files.createSymbolicLink(path.resolve("driver"), Path.of("../../../bus/pci/drivers/" + driver));
    }

    private String driver(String address) throws IOException {
        return Files.readSymbolicLink(sysfs.resolve("bus/pci/devices/" + address + "/driver")).getFileName().toString();
    }

    /** Every file and link below sys, without the notes of the fake kernel. */
    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (var files = Files.walk(sysfs)) {
            for (Path file : files.toList()) {
                String name = sysfs.relativize(file).toString();
                if (Files.isSymbolicLink(file)) {
                    state.put(name, "-> " + Files.readSymbolicLink(file));
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && name.contains("/")) {
                    state.put(name, Files.readString(file));
                }
            }
        }
        return state;
    }

    private Tools.Result run(String script) throws Exception {
        return Tools.run(folder, environment, List.of("sh", folder.resolve(script).toString()));
    }

    private void kvm() throws IOException {
        Cases.write(Cases.rendered(new KvmHypervisor(), Profiles.INTEGRATED, Cases.workstation()), folder);
    }

    private void xen() throws IOException {
        Cases.write(Cases.rendered(new XenHypervisor(), Profiles.INTEGRATED, Cases.workstation()), folder);
    }

    @Test
    void vfioHasTheCardAndTheHostGetsItBack() throws Exception {
        kvm();
        Map<String, String> before = state();
        Tools.Result prepared = run("host/prepare.sh");
        assertEquals(0, prepared.status(), prepared.out());
        assertEquals("vfio-pci", driver(GPU));
        assertEquals("vfio-pci", driver(AUDIO));
        assertEquals("0\n", Files.readString(sysfs.resolve("bus/pci/devices/" + GPU + "/d3cold_allowed")));
        Tools.Result again = run("host/prepare.sh");
        assertEquals(0, again.status(), "a second time: " + again.out());
        Tools.Result restored = run("host/restore.sh");
        assertEquals(0, restored.status(), restored.out());
        assertEquals(before, state());
        Tools.Result needless = run("host/restore.sh");
        assertEquals(0, needless.status(), "when there is nothing to restore: " + needless.out());
        assertEquals(before, state());
    }

    /** Audio first: the kernel keeps it awake through the graphics function. */
    @Test
    void companionsAreTakenFirstAndGivenBackLast() throws Exception {
        kvm();
        run("host/prepare.sh");
        String written = Files.readString(sysfs.resolve("written"));
        assertTrue(written.indexOf(AUDIO + " bus/pci/devices/" + AUDIO + "/driver/unbind")
                < written.indexOf(GPU + " bus/pci/devices/" + GPU + "/driver/unbind"), written);
        Files.delete(sysfs.resolve("written"));
        run("host/restore.sh");
        written = Files.readString(sysfs.resolve("written"));
        assertTrue(written.indexOf(GPU + " bus/pci/drivers/amdgpu/bind")
                < written.indexOf(AUDIO + " bus/pci/drivers/snd_hda_intel/bind"), written);
    }

    /** Whatever the kernel refuses, everything before it is undone. */
    @Test
    void everyFailureIsRolledBack() throws Exception {
        kvm();
        run("host/prepare.sh");
        int writes = Files.readAllLines(sysfs.resolve("written")).size();
        run("host/restore.sh");
        assertTrue(writes >= 12, "writes: " + writes);
        Map<String, String> before = state();
        for (int refused = 1; refused <= writes; refused++) {
            Files.deleteIfExists(sysfs.resolve("written"));
            Files.writeString(sysfs.resolve("refused"), refused + "\n");
            Tools.Result result = run("host/prepare.sh");
            assertEquals(5, result.status(), "write " + refused + ": " + result.out());
            assertTrue(result.out().contains("failed: "), result.out());
            assertTrue(result.out().contains("the host is as before"), result.out());
            assertEquals(before, state(), "after write " + refused + " was refused: " + result.out());
        }
    }

    @Test
    void aCardInUseIsNotTaken() throws Exception {
        kvm();
        Map<String, String> before = state();
        Path fd = Files.createDirectories(proc.resolve("4711/fd"));
        Files.writeString(proc.resolve("4711/comm"), "Xorg\n");
        Files.createSymbolicLink(fd.resolve("12"), Path.of("/dev/dri/card0"));
        Tools.Result result = run("host/prepare.sh");
        assertEquals(5, result.status(), result.out());
        assertTrue(result.out().contains("process 4711 (Xorg) has /dev/dri/card0"), result.out());
        assertEquals(before, state());
        assertFalse(Files.exists(sysfs.resolve("written")), "something was written all the same");
    }

    @Test
    void anotherCardInTheSlotIsNotTaken() throws Exception {
        kvm();
        Files.writeString(sysfs.resolve("bus/pci/devices/" + GPU + "/device"), "0x73bf\n");
        Tools.Result result = run("host/prepare.sh");
        assertEquals(5, result.status(), result.out());
        assertTrue(result.out().contains("0x1002 0x73bf, not 0x1002 0x164e"), result.out());
        assertFalse(Files.exists(sysfs.resolve("written")), "something was written all the same");
    }

    @Test
    void pcibackHasTheCardAndDom0GetsItBack() throws Exception {
        xen();
        Map<String, String> before = state();
        Tools.Result prepared = run("host/prepare.sh");
        assertEquals(0, prepared.status(), prepared.out());
        assertEquals("pciback", driver(GPU));
        assertEquals("pciback", driver(AUDIO));
        Tools.Result restored = run("host/restore.sh");
        assertEquals(0, restored.status(), restored.out());
        assertEquals(before, state());
    }

    /** Xen leaves the function on pciback when its quarantine fails; it has to come off again. */
    @Test
    void aFailedQuarantineIsRolledBack() throws Exception {
        xen();
        Map<String, String> before = state();
        environment.put("FAKE_XL", "fails on " + GPU);
        Tools.Result result = run("host/prepare.sh");
        assertEquals(5, result.status(), result.out());
        assertTrue(result.out().contains("failed to quarantine"), result.out());
        assertEquals(before, state());
    }

    @Test
    void xlThatDoesNotAnswerIsGivenUp() throws Exception {
        xen();
        Map<String, String> before = state();
        environment.put("FAKE_XL", "hangs");
        environment.put("UNDERPASS_XL_SECONDS", "1");
        Tools.Result result = run("host/prepare.sh");
        assertEquals(5, result.status(), result.out());
        assertTrue(result.out().contains("is xenstored running?"), result.out());
        assertEquals(before, state());
    }
}
