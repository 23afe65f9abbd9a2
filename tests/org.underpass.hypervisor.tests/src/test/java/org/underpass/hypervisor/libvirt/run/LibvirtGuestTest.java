package org.underpass.hypervisor.libvirt.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** libvirt's test driver: the real library and binding, with a hypervisor that lives in this process. */
class LibvirtGuestTest {
    private static final String URI = "test:///default";
    private static final String XML = """
            <domain type='test'><name>games</name><uuid>6ba7b810-9dad-11d1-80b4-00c04fd430c8</uuid>
            <memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>
            """;

    @TempDir
    private Path folder;

    @BeforeAll
    static void need() throws Exception {
        boolean there;
        try (Stream<Path> libraries = Files.list(Path.of("/usr/lib/x86_64-linux-gnu"))) {
            there = libraries.anyMatch(f -> f.getFileName().toString().startsWith("libvirt.so."));
        }
        assumeTrue(there, "libvirt's library is not installed (Debian: libvirt0)");
    }

    private static LibvirtStart start(String xml) {
        return new LibvirtStart("kvm", "games", URI, xml, Duration.ofSeconds(20));
    }

    @Test
    void aDomainIsDefinedStartedAskedAndTakenBack() throws Exception {
        Guest guest = start(XML).in(folder.resolve("run"));
        Guest found = LibvirtGuest.find("kvm", folder.resolve("run")).orElseThrow();
        assertTrue(LibvirtGuest.find("emulator", folder.resolve("run")).isEmpty(), "another backend's");
        assertEquals(State.RUNNING, found.status().state());
        assertEquals(Kind.BUSY, assertThrows(GuestException.class, () -> start(XML).in(folder)).kind());
        long begin = System.nanoTime();
        found.status();
        System.out.printf("status through libvirt: %.1f ms%n", (System.nanoTime() - begin) / 1e6);
        Path png = folder.resolve("picture.png");
        found.screendump(png);
        assertTrue(ImageIO.read(png.toFile()).getWidth() > 0);
        var events = new LinkedBlockingQueue<GuestEvent>();
        try (Guest.Watch watch = found.watch(events::add)) {
            assertTrue(guest.powerdown(Duration.ofSeconds(10)));
            GuestEvent.Kind last = null;
            while (last != GuestEvent.Kind.ENDED) {
                last = events.poll(10, TimeUnit.SECONDS).kind();
            }
        }
        assertEquals(State.ENDED, found.status().state());
        assertNull(Daemon.ask(URI, Duration.ofSeconds(5), "looking", c -> LibvirtStart.defined(c, "games")));
        guest.quit();
    }

    private static void assertNull(Object what) {
        assertEquals(null, what, "a definition of ours is taken back");
    }

    @Test
    void aDomainThatWasThereStays() throws Exception {
        String other = XML.replace("games", "kept").replace("c8</uuid>", "c9</uuid>");
        Daemon.ask(URI, Duration.ofSeconds(5), "defining", c -> c.domainDefineXML(other));
        Guest guest = new LibvirtStart("kvm", "kept", URI, other, Duration.ofSeconds(20)).in(folder.resolve("kept"));
        guest.quit();
        assertEquals(State.ENDED, guest.status().state());
        assertFalse(Daemon.ask(URI, Duration.ofSeconds(5), "looking", c -> LibvirtStart.defined(c, "kept")) == null);
    }

    @Test
    void refusalsAreOneLine() {
        GuestException broken = assertThrows(GuestException.class, () -> start("<domain/>").in(folder));
        assertEquals(Kind.FAILED, broken.kind());
        assertTrue(broken.getMessage().startsWith("starting games through libvirt: "), broken.getMessage());
        assertFalse(broken.getMessage().contains("\n"), broken.getMessage());
        GuestException nobody = assertThrows(GuestException.class, () -> new LibvirtStart("kvm", "games",
                "qemu+unix:///system?socket=" + folder.resolve("none"), XML, Duration.ofSeconds(20)).in(folder));
        assertEquals(Kind.FAILED, nobody.kind());
        assertTrue(nobody.getMessage().contains("none"), nobody.getMessage());
        GuestException hangs = assertThrows(GuestException.class, () -> Daemon.ask(URI, Duration.ofMillis(200),
                "asking", c -> {
                    sleep();
                    return null;
                }));
        assertEquals(Kind.SILENT, hangs.kind());
    }

    private static void sleep() {
        try {
            Thread.sleep(3000);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void pixmapsBecomePng() throws Exception {
        byte[] head = "P6\n2 1\n255\n".getBytes(StandardCharsets.US_ASCII);
        byte[] pixmap = java.util.Arrays.copyOf(head, head.length + 6);
        pixmap[head.length] = (byte) 0xff;
        pixmap[head.length + 5] = 0x7f;
        var picture = ImageIO.read(new ByteArrayInputStream(Png.of(pixmap)));
        assertEquals(0xffff0000, picture.getRGB(0, 0));
        assertEquals(0xff00007f, picture.getRGB(1, 0));
        assertThrows(java.io.IOException.class, () -> Png.of(java.util.Arrays.copyOf(pixmap, pixmap.length - 1)));
        assertThrows(java.io.IOException.class, () -> Png.of(new byte[0]));
    }
}
