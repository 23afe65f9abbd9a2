package org.underpass.hypervisor.xen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.pci.PciAddress;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestFunction;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** Guests of a program that answers as xl does, hangs, fails, or is missing. */
class XenGuestTest {
    private static final String UUID = "4f0f3c9a-1111-2222-3333-444455556666";
    private static final PciAddress CARD = PciAddress.parse("0000:01:00.0");

    @TempDir
    private Path folder;
    private Path run;

    @BeforeEach
    void install() throws IOException {
        run = folder.resolve("run");
        try (InputStream in = XenGuestTest.class.getResourceAsStream("/xen/fake-xl")) {
            Files.write(folder.resolve("xl"), in.readAllBytes());
        }
        Files.setPosixFilePermissions(folder.resolve("xl"), PosixFilePermissions.fromString("rwx------"));
        say("devices", "05.0 0000:01:00.0\n");
    }

    private void say(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private Xl xl(int millis) {
        return new Xl(folder.resolve("xl").toString(), Duration.ofMillis(millis));
    }

    private XlStart how(int millis) {
        return new XlStart(xl(10_000), "games", UUID, "name = \"games\"\nuuid = \"" + UUID + "\"\n", List.of(CARD),
                Duration.ofMillis(millis));
    }

    private Guest start() throws GuestException {
        return how(10_000).in(run);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private boolean exists() {
        return Files.exists(folder.resolve("domain"));
    }

    @Test
    void aGuestRunsAndIsFoundAgain() throws Exception {
        Guest guest = start();
        assertEquals(State.RUNNING, guest.status().state());
        assertEquals("domain 7", guest.status().detail());
        Guest again = XenGuest.find(run).orElseThrow();
        assertEquals("games", again.name());
        assertEquals(State.RUNNING, again.status().state());
        List<GuestFunction> functions = again.functions();
        assertEquals("00:05.0", functions.get(0).address());
        assertEquals("0000:01:00.0", functions.get(0).id().orElseThrow());
        assertTrue(Files.readString(run.resolve("guest.cfg")).contains(UUID));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
        assertEquals(Kind.REFUSED, assertThrows(GuestException.class, () -> guest.screendump(run.resolve("x.png")))
                .kind());
    }

    @Test
    void itPowersDownAndItsHandleSaysSo() throws Exception {
        Guest guest = start();
        assertTrue(guest.powerdown(Duration.ofSeconds(10)));
        assertEquals(State.ENDED, guest.status().state());
        assertTrue(calls().contains("shutdown -F 7"));
        assertTrue(guest.powerdown(Duration.ofSeconds(1)));
        guest.quit();
        assertFalse(calls().contains("destroy 7"));
    }

    @Test
    void oneThatDoesNotListenIsEnded() throws Exception {
        say("deaf", "");
        Guest guest = start();
        assertFalse(guest.powerdown(Duration.ofMillis(300)));
        assertEquals(State.RUNNING, guest.status().state());
        guest.quit();
        assertEquals(State.ENDED, guest.status().state());
    }

    @Test
    void oneThatShutDownUnattendedIsTakenApart() throws Exception {
        say("unattended", "");
        Guest guest = start();
        assertTrue(guest.powerdown(Duration.ofMillis(300)));
        assertTrue(calls().contains("destroy 7"));
        assertFalse(exists());
    }

    @Test
    void aSecondStartIsRefused() throws Exception {
        start();
        GuestException refused = assertThrows(GuestException.class, this::start);
        assertEquals(Kind.BUSY, refused.kind());
        assertTrue(refused.getMessage().startsWith("games runs already (domain 7"), refused.getMessage());
    }

    @Test
    void aNameThatSomebodyElseUsesIsRefused() throws Exception {
        say("domain", "3 r----- 99999999-1111-2222-3333-444455556666 - games\n");
        GuestException refused = assertThrows(GuestException.class, this::start);
        assertEquals(Kind.BUSY, refused.kind());
        assertTrue(refused.getMessage().contains("started by somebody else"), refused.getMessage());
        assertTrue(exists());
    }

    @Test
    void aDeviceThatXlLeftOutEndsTheGuest() throws Exception {
        say("devices", "");
        GuestException failure = assertThrows(GuestException.class, this::start);
        assertEquals(Kind.FAILED, failure.kind());
        assertEquals("xl started games without 0000:01:00.0, and it was ended", failure.getMessage());
        assertFalse(exists());
        assertTrue(XenGuest.find(run).isEmpty());
    }

    @Test
    void whatXlSaysBecomesASentence() throws Exception {
        say("fail-create", """
                libxl: error: libxl_pci.c:1677:libxl__device_pci_add: Domain 1:PCI device 0:1:0.0 is not assignable
                libxl: error: libxl_pci.c:1809:device_pci_add_done: Domain 1:libxl__device_pci_add failed for PCI device 0:1:0.0 (rc -3)
                libxl: error: libxl_create.c:1921:domcreate_attach_devices: Domain 1:unable to add pci devices
                libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain 1:Non-existant domain
                """);
        GuestException failure = assertThrows(GuestException.class, this::start);
        assertEquals(Kind.REFUSED, failure.kind());
        assertEquals("xl did not start games: 0000:01:00.0 is not assignable: it is not on pciback, or another guest"
                + " has it (xl: PCI device 0:1:0.0 is not assignable)", failure.getMessage());
    }

    @Test
    void aStartThatFailsHalfwayLeavesNothing() throws Exception {
        say("half", "libxl: error: libxl_dm.c:3000:device_model_launch: Domain 7:something new\n");
        GuestException failure = assertThrows(GuestException.class, this::start);
        assertEquals(Kind.FAILED, failure.kind());
        assertEquals("xl did not start games: something new", failure.getMessage());
        assertFalse(exists());
    }

    @Test
    void aStartThatHangsIsEnded() throws Exception {
        say("hang-create", "");
        GuestException failure = assertThrows(GuestException.class, () -> how(300).in(run));
        assertEquals(Kind.FAILED, failure.kind());
        assertEquals("xl was not ready with games after 300 ms and was ended", failure.getMessage());
        assertTrue(XenGuest.find(run).isEmpty());
    }

    @Test
    void aGuestThatEndsAtOnceIsNoGuest() throws Exception {
        say("stillborn", "");
        GuestException failure = assertThrows(GuestException.class, this::start);
        assertTrue(failure.getMessage().startsWith("games ended as soon as it had started"), failure.getMessage());
    }

    @Test
    void anXlThatNeverAnswersIsSilent() throws Exception {
        start();
        say("hang-list", "");
        Guest guest = new XenGuest(new XenFolder(run), new XenFolder(run).read().orElseThrow(), xl(300));
        long begin = System.nanoTime();
        assertEquals(State.SILENT, guest.status().state());
        assertTrue(guest.status().detail().contains("xenstored"), guest.status().detail());
        assertTrue(System.nanoTime() - begin < 5_000_000_000L);
        assertTrue(guest.status().alive());
        assertEquals(Kind.SILENT, assertThrows(GuestException.class, guest::quit).kind());
    }

    @Test
    void anXlThatIsMissingIsSaid() {
        XlStart how = new XlStart(new Xl(folder.resolve("none").toString(), Duration.ofSeconds(1)), "games", UUID, "",
                List.of(), Duration.ofSeconds(1));
        GuestException failure = assertThrows(GuestException.class, () -> how.in(run));
        assertEquals(Kind.REFUSED, failure.kind());
        assertTrue(failure.getMessage().startsWith("xl is not installed"), failure.getMessage());
    }

    @Test
    void watchersHearOfTheEnd() throws Exception {
        Guest guest = start();
        LinkedBlockingQueue<GuestEvent> events = new LinkedBlockingQueue<>();
        try (Guest.Watch watch = guest.watch(events::add)) {
            Path next = folder.resolve("next");
            Files.writeString(next, "7 ---s-- " + UUID + " 0 games\n");
            Files.move(next, folder.resolve("domain"), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            assertEquals(GuestEvent.Kind.SHUTDOWN, events.poll(20, TimeUnit.SECONDS).kind());
            Files.delete(folder.resolve("domain"));
            assertEquals(GuestEvent.Kind.ENDED, events.poll(20, TimeUnit.SECONDS).kind());
        }
    }

    @Test
    void versionsAndAbilitiesAreAsked() throws Exception {
        say("info", """
                release                : 6.1.0-56-amd64
                virt_caps              : pv hvm hvm_directio pv_directio hap iommu_hap_pt_share gnttab-v1 gnttab-v2
                free_memory            : 747
                xen_version            : 4.17.7
                """);
        XlInfo info = xl(10_000).info();
        assertEquals(417, info.release().orElseThrow());
        assertEquals("4.17.7", info.version().orElseThrow());
        assertEquals(747, info.freeMemory().orElseThrow());
        assertFalse(info.lacks("hvm_directio"));
        assertTrue(info.lacks("sev"));
        say("info", "xen_version            : 5.0-unstable\nvirt_caps: pv\nfree_memory : much\n");
        XlInfo other = xl(10_000).info();
        assertEquals(500, other.release().orElseThrow());
        assertTrue(other.lacks("hvm"));
        assertTrue(other.freeMemory().isEmpty());
        say("info", "\u0000\n:::\n");
        assertFalse(xl(10_000).info().lacks("hvm"));
        say("fail-info", "xencall: error: Could not obtain handle on privileged command interface: No such file or"
                + " directory\nlibxl: error: libxl.c:101:libxl_ctx_alloc: cannot open libxc handle: No such file or"
                + " directory\ncannot init xl context\n");
        GuestException failure = assertThrows(GuestException.class, () -> xl(10_000).info());
        assertTrue(failure.getMessage().startsWith("xl info failed: this is no dom0 of Xen, or the user is not root"),
                failure.getMessage());
    }

    @Test
    void rowsAreReadAsXlWritesThem() {
        List<Domain> domains = Domain.parse("""
                Name                                        ID   Mem VCPUs\tState\tTime(s)
                Domain-0                                     0  1536     1     r-----     116.2
                two words                                    4   192     1     --p---      21.4
                t1                                           5   192     1     ---s--      21.4 4f0f3c9a-1111-2222-3333-444455556666        1                -
                t2                                           6   192     1     -----d       0.0 4f0f3c9a-1111-2222-3333-444455556667        -
                garbage
                """);
        assertEquals(List.of("Domain-0", "two words", "t1", "t2"), domains.stream().map(Domain::name).toList());
        assertEquals(List.of(State.RUNNING, State.PAUSED, State.STARTING, State.STOPPED),
                domains.stream().map(Domain::state).toList());
        assertEquals(UUID, domains.get(2).uuid().orElseThrow());
    }

    @Test
    void recordedErrorsHaveSentences() {
        assertEquals("Xen has too little free memory for the guest (xl: segment kernel too large"
                + " (0x3a00 > 0x4000 - 0x1000 pages): Out of memory)",
                XlWords.sentence("""
                        xc: error: panic: xg_dom_core.c:536: xc_dom_chk_alloc_pages: segment kernel too large (0x3a00 > 0x4000 - 0x1000 pages): Out of memory
                        libxl: error: libxl_dom.c:594:libxl__build_dom: xc_dom_build_image failed: No such file or directory
                        """));
        assertEquals("there is no function 0000:00:1e.0 any more (xl: Couldn't lstat"
                + " /sys/bus/pci/devices/0000:00:1e.0: No such file or directory)", XlWords.sentence(
                        "libxl: error: libxl_pci.c:792:libxl__device_pci_assignable_add: Couldn't lstat"
                                + " /sys/bus/pci/devices/0000:00:1e.0: No such file or directory\n"));
        assertEquals("", XlWords.sentence("Parsing config from x\n"));
    }
}
