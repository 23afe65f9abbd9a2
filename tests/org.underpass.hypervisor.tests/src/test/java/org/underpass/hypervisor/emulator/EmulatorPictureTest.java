package org.underpass.hypervisor.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.Profiles;
import org.underpass.hypervisor.Tools;

/**
 * Starts rehearsals of a machine that gets the workstation's graphics card, and sees the firmware's picture on the
 * stand-in for that card: on the emulated IOMMU's far side, behind its own root port, its audio function beside it.
 */
class EmulatorPictureTest {
    private static final Pattern SIZE = Pattern.compile("P6\\s+([0-9]+)\\s+([0-9]+)\\s+255\\s", Pattern.DOTALL);
    private static final int SECONDS = 150;

    @TempDir
    private Path folder;

    @Test
    void uefiDrawsOnTheStandIn() throws Exception {
        see(Profiles.GAMES, "uefi");
    }

    @Test
    void biosDrawsOnTheStandIn() throws Exception {
        see(Profiles.GAMES.replace("machine:\n", "firmware:\n  type: bios\nmachine:\n"), "bios");
    }

    private void see(String profile, String name) throws Exception {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
        var rendered = Cases.rendered(new EmulatorHypervisor(), profile, Cases.workstation());
        Matcher files = Pattern.compile("file=(/[^',]+)").matcher(Cases.text(rendered, "emulator.sh"));
        while (files.find()) {
            assumeTrue(Files.exists(Path.of(files.group(1))), files.group(1) + " is not here (Debian: ovmf)");
        }
        Cases.write(rendered, folder);
        Path socket = folder.resolve("qmp.sock");
        Path log = folder.resolve("qemu.log");
        Process qemu = new ProcessBuilder(folder.resolve("emulator.sh").toString(), "-S", "-qmp",
                "unix:" + socket + ",server=on,wait=off").redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        try (Qmp qmp = Qmp.connect(socket, qemu, log)) {
            byte[] nothing = screen(qmp); // QEMU itself says there that the guest has not drawn yet
            qmp.ask("cont", Map.of());
            BufferedImage picture = wait(qmp, nothing, log);
            List<?> buses = (List<?>) qmp.ask("query-pci", Map.of());
            assertTrue(standInsSit(buses), "the stand-ins do not sit where they were planned: " + buses);
            Path out = Cases.root().resolve("tests/org.underpass.hypervisor.tests/target/pictures");
            Files.createDirectories(out);
            ImageIO.write(picture, "png", out.resolve("emulator-" + name + ".png").toFile());
            qmp.ask("quit", Map.of());
            assertTrue(qemu.waitFor(20, TimeUnit.SECONDS), "QEMU does not end");
        } finally {
            qemu.destroyForcibly();
        }
    }

    /** A display and an audio function at 0 and 1 of one slot, on the bus that was planned, 1, as firmware counted. */
    private static boolean standInsSit(List<?> buses) {
        return buses.stream()
                .flatMap(bus -> devices((Map<?, ?>) bus))
                .filter(d -> d.get("qdev_id").equals("port1")).map(d -> (Map<?, ?>) d.get("pci_bridge"))
                .anyMatch(bridge -> bridge != null && devices(bridge)
                        .map(d -> d.get("qdev_id") + "@" + d.get("bus") + ":" + d.get("slot") + "."
                                + d.get("function")).toList()
                        .containsAll(List.of("passed0f0@1:0.0", "passed0f1@1:0.1")));
    }

    private static Stream<Map<?, ?>> devices(Map<?, ?> bus) {
        return bus.get("devices") instanceof List<?> list ? list.stream().map(d -> (Map<?, ?>) d) : Stream.of();
    }

    private byte[] screen(Qmp qmp) throws IOException {
        Path ppm = folder.resolve("screen.ppm");
        qmp.ask("screendump", Map.of("filename", ppm.toString(), "device", "passed0f0"));
        return Files.readAllBytes(ppm);
    }

    /** A picture that is not QEMU's own, not of a single colour, and still there a while later. */
    private BufferedImage wait(Qmp qmp, byte[] nothing, Path log) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int colours = 0;
        while (System.nanoTime() < until) {
            Thread.sleep(1000);
            byte[] ppm = screen(qmp);
            colours = colours(read(ppm));
            if (colours > 1 && !Arrays.equals(ppm, nothing)) {
                Thread.sleep(2000);
                BufferedImage later = read(screen(qmp));
                if (colours(later) > 1) {
                    return later;
                }
            }
        }
        return fail("after " + SECONDS + " s the screen has " + colours + " colours and no picture of the firmware's: "
                + Files.readString(log));
    }

    private static int colours(BufferedImage picture) {
        return (int) Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0,
                picture.getWidth())).distinct().count();
    }

    private static BufferedImage read(byte[] ppm) {
        String head = new String(ppm, 0, Math.min(ppm.length, 40), StandardCharsets.ISO_8859_1);
        Matcher size = SIZE.matcher(head);
        assertTrue(size.lookingAt(), head);
        int width = Integer.parseInt(size.group(1));
        int height = Integer.parseInt(size.group(2));
        assertEquals(ppm.length, size.end() + 3 * width * height, "length of a picture of " + width + "x" + height);
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int at = size.end() + 3 * i;
            int colour = (ppm[at] & 0xff) << 16 | (ppm[at + 1] & 0xff) << 8 | ppm[at + 2] & 0xff;
            picture.setRGB(i % width, i / width, colour);
        }
        return picture;
    }
}
