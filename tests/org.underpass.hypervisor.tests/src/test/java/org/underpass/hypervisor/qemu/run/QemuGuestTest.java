package org.underpass.hypervisor.qemu.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.Tools;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** A real QEMU whose guest is a few instructions of ours, or none. */
class QemuGuestTest {
    /** Real-mode code: switches ACPI on, waits for the power button, and goes to S5 (ICH9, acpi spec 4.8.3). */
    private static final int[] POWERS_DOWN = {
        0x66, 0xb8, 0x40, 0xf8, 0x00, 0x80, 0xba, 0xf8, 0x0c, 0x66, 0xef, // PMBASE of 00:1f.0 ...
        0x66, 0xb8, 0x01, 0x06, 0x00, 0x00, 0xba, 0xfc, 0x0c, 0x66, 0xef, // ... is 0x600
        0x66, 0xb8, 0x44, 0xf8, 0x00, 0x80, 0xba, 0xf8, 0x0c, 0x66, 0xef, // ACPI_CNTL ...
        0x66, 0xb8, 0x80, 0x00, 0x00, 0x00, 0xba, 0xfc, 0x0c, 0x66, 0xef, // ... enables it
        0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef, // PM1_EN: the power button
        0xba, 0x00, 0x06, 0xed, 0xf6, 0xc4, 0x01, 0x74, 0xfa, // until it is in PM1_STS
        0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xeb, 0xfe, // PM1_CNT: S5
    };

    @TempDir
    private Path folder;
    private final List<Guest> started = new ArrayList<>();

    @BeforeEach
    void need() {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
    }

    @AfterEach
    void end() throws GuestException {
        for (Guest guest : started) {
            guest.quit();
        }
    }

    private QemuStart how(List<String> more, String program, int seconds) {
        List<String> arguments = new ArrayList<>(List.of("-nodefaults", "-no-user-config", "-display", "none",
                "-machine", "q35,accel=tcg", "-m", "64", "-device", "VGA,id=adapter"));
        arguments.addAll(more);
        return new QemuStart("test", "games", List.of(), program, arguments, List.of("adapter"),
                Duration.ofSeconds(seconds));
    }

    private Guest start(String... more) throws GuestException {
        Guest guest = how(List.of(more), "qemu-system-x86_64", 30).in(folder.resolve("run"));
        started.add(guest);
        return guest;
    }

    private Path bios() throws Exception {
        byte[] image = new byte[0x10000];
        for (int i = 0; i < POWERS_DOWN.length; i++) {
            image[i] = (byte) POWERS_DOWN[i];
        }
        byte[] jump = {(byte) 0xea, 0, 0, 0, (byte) 0xf0};
        System.arraycopy(jump, 0, image, 0xfff0, jump.length);
        return Files.write(folder.resolve("bios.bin"), image);
    }

    private static GuestException refused(org.junit.jupiter.api.function.Executable what) {
        GuestException failure = assertThrows(GuestException.class, what);
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
        return failure;
    }

    @Test
    void aGuestIsFoundAskedDrawnAndEnded() throws Exception {
        Guest guest = start();
        Guest found = QemuGuest.find("test", folder.resolve("run")).orElseThrow();
        assertTrue(QemuGuest.find("kvm", folder.resolve("run")).isEmpty(), "another backend's");
        assertEquals(State.RUNNING, found.status().state());
        assertEquals("games", found.name());
        assertTrue(ProcessId.of(found.status().pid().orElseThrow()).isPresent());
        assertTrue(found.functions().stream().anyMatch(f -> f.id().equals(java.util.Optional.of("adapter"))
                && f.vendor() == 0x1234 && f.device() == 0x1111 && f.classCode() == 0x300), found.functions()::toString);
        Path png = folder.resolve("picture.png");
        found.screendump(png);
        assertTrue(ImageIO.read(png.toFile()).getWidth() >= 640);
        guest.quit();
        assertEquals(State.ENDED, found.status().state());
        assertTrue(found.powerdown(Duration.ofSeconds(1)), "what has ended is down");
        found.quit();
        assertEquals(Kind.SILENT, refused(() -> found.screendump(png)).kind());
    }

    @Test
    void statusComesWithinFiftyMilliseconds() throws Exception {
        Guest guest = start();
        long[] took = new long[30];
        for (int i = 0; i < took.length; i++) {
            long begin = System.nanoTime();
            assertEquals(State.RUNNING, guest.status().state());
            took[i] = System.nanoTime() - begin;
        }
        Arrays.sort(took);
        System.out.printf("status: median %.1f ms, worst %.1f ms%n", took[15] / 1e6, took[29] / 1e6);
        assertTrue(took[15] < TimeUnit.MILLISECONDS.toNanos(50), took[15] + " ns");
    }

    @Test
    void aGuestThatListensPowersDown() throws Exception {
        Guest guest = start("-bios", bios().toString());
        var events = new LinkedBlockingQueue<GuestEvent>();
        try (Guest.Watch watch = guest.watch(events::add)) {
            Thread.sleep(500); // until it has switched the power button on
            assertTrue(guest.powerdown(Duration.ofSeconds(20)));
            List<GuestEvent.Kind> kinds = new ArrayList<>();
            while (!kinds.contains(GuestEvent.Kind.ENDED)) {
                kinds.add(events.poll(10, TimeUnit.SECONDS).kind());
            }
            kinds.remove(GuestEvent.Kind.PAUSED); // QEMU's last word, which not every watcher hears
            assertEquals(List.of(GuestEvent.Kind.POWERDOWN, GuestEvent.Kind.SHUTDOWN, GuestEvent.Kind.ENDED), kinds);
        }
        assertEquals(State.ENDED, guest.status().state());
    }

    @Test
    void aGuestThatDoesNotListenIsEnded() throws Exception {
        Guest guest = start("-S");
        assertEquals(State.STARTING, guest.status().state());
        assertFalse(guest.powerdown(Duration.ofMillis(300)));
        assertTrue(guest.status().alive());
        guest.quit();
        assertFalse(guest.status().alive());
    }

    @Test
    void aMurderIsSeenAtOnceAndTheFolderIsGoodAgain() throws Exception {
        Guest guest = start();
        var events = new LinkedBlockingQueue<GuestEvent>();
        try (Guest.Watch watch = guest.watch(events::add)) {
            ProcessHandle.of(guest.status().pid().orElseThrow()).orElseThrow().destroyForcibly();
            assertEquals(GuestEvent.Kind.ENDED, events.poll(5, TimeUnit.SECONDS).kind());
        }
        assertEquals(State.ENDED, guest.status().state());
        assertEquals(Kind.SILENT, refused(() -> guest.watch(e -> { })).kind());
        assertEquals(State.RUNNING, start().status().state());
    }

    @Test
    void whatNoLongerAnswersIsSilentAndCanBeEnded() throws Exception {
        Guest guest = start();
        long pid = guest.status().pid().orElseThrow();
        assertEquals(0, new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor());
        assertEquals(State.SILENT, guest.status().state());
        guest.quit();
        assertEquals(State.ENDED, guest.status().state());
    }

    @Test
    void oneGuestAFolder() throws Exception {
        start();
        GuestException second = refused(this::start);
        assertEquals(Kind.BUSY, second.kind());
        assertTrue(second.getMessage().startsWith("games runs already"), second.getMessage());
        RunFolder other = new RunFolder(folder.resolve("other"));
        try (RunFolder.Lock held = other.lock()) {
            assertEquals(Kind.BUSY, refused(() -> how(List.of(), "qemu-system-x86_64", 9).in(other.path())).kind());
        }
    }

    @Test
    void watchersAreCountedAndStoppingGoesOn() throws Exception {
        Guest guest = start("-bios", bios().toString());
        List<Guest.Watch> watches = new ArrayList<>();
        for (int i = 0; i < RunFolder.WATCHERS; i++) {
            watches.add(guest.watch(e -> { }));
        }
        assertEquals(Kind.BUSY, refused(() -> guest.watch(e -> { })).kind());
        assertTrue(guest.powerdown(Duration.ofSeconds(20)));
        watches.forEach(Guest.Watch::close);
    }

    @Test
    void whatQemuSaysAgainstStartingIsPassedOn() {
        GuestException failure = refused(() -> start("-device", "vfio-pci,host=0000:ff:1f.7"));
        assertEquals(Kind.FAILED, failure.kind());
        assertTrue(failure.getMessage().contains("0000:ff:1f.7"), failure.getMessage());
        assertTrue(failure.getMessage().contains("exit status 1"), failure.getMessage());
        assertEquals(Kind.REFUSED, refused(() -> how(List.of(), "/no/such/qemu", 9).in(folder.resolve("run"))).kind());
    }

    private Path script(String text) throws Exception {
        Path script = Files.writeString(folder.resolve("fake-qemu"), "#!/bin/sh\n"
                + "while [ $# -gt 0 ]; do case $1 in -pidfile) pid=$2 ;; esac; shift; done\n" + text);
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    private GuestException fake(String text, int seconds) throws Exception {
        Path script = script(text);
        return refused(() -> how(List.of(), script.toString(), seconds).in(folder.resolve("run")));
    }

    @Test
    void aProgramThatIsNoQemuLeavesNothingBehind() throws Exception {
        GuestException never = fake("echo $$ > \"$pid\"; echo thinking; exec sleep 100\n", 1);
        assertEquals(Kind.FAILED, never.kind());
        assertTrue(never.getMessage().contains("not ready after 1 s"), never.getMessage());
        assertTrue(never.getMessage().contains("thinking"), never.getMessage());
        assertGone();

        GuestException deaf = fake("sleep 100 > /dev/null 2>&1 & echo $! > \"$pid\"\n", 5);
        assertEquals(Kind.FAILED, deaf.kind());
        assertTrue(deaf.getMessage().contains("refuses its monitor"), deaf.getMessage());
        assertGone();

        assertTrue(fake("exit 0\n", 5).getMessage().contains("ended as soon as"));
        assertTrue(fake("echo no room >&2; exit 3\n", 5).getMessage().endsWith("(exit status 3): no room"));
        assertTrue(QemuGuest.find("test", folder.resolve("run")).isEmpty());
    }

    private void assertGone() throws Exception {
        long pid = Long.parseLong(Files.readString(folder.resolve("run/pid")).strip());
        assertTrue(ProcessId.of(pid).isEmpty() || ProcessId.of(pid).get().awaitEnd(Duration.ofSeconds(5)));
    }

    @Test
    void aNumberThatCameRoundAgainIsNobodyOfOurs() throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        ProcessId us = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
        new RunFolder(run).write(new RunFolder.Entry("test", "games", new ProcessId(us.pid(), us.start() - 1),
                java.time.Instant.now(), List.of(), List.of("qemu")));
        Guest guest = QemuGuest.find("test", run).orElseThrow();
        assertEquals(State.ENDED, guest.status().state());
        guest.quit();
        assertTrue(us.alive());
    }

    @Test
    void recordsThatAreNotOursAreNone() throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        for (String text : List.of("", "{}", "[1]", "{\"backend\": 3}", "\u0000",
                "{\"backend\": \"test\", \"pid\": \"x\"}")) {
            Files.writeString(run.resolve("guest.json"), text);
            assertTrue(QemuGuest.find("test", run).isEmpty(), text);
        }
        assertEquals(Kind.REFUSED, refused(() -> how(List.of(), "qemu-system-x86_64", 9)
                .in(folder.resolve("x".repeat(90)))).kind());
    }
}
