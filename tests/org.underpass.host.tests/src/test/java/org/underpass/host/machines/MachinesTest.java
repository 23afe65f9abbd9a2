package org.underpass.host.machines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/**
 * The trees that ship are what their descriptions here say. {@code -Dunderpass.goldens=rewrite} writes them anew; the
 * difference is read in review.
 */
class MachinesTest {

    static List<SimulatedMachine> demos() {
        return List.of(new Workstation(), new Desktop(), new Laptop(), new Board());
    }

    @ParameterizedTest
    @MethodSource("demos")
    void treeThatShipsIsWhatIsDescribed(SimulatedMachine machine) throws IOException {
        compare(Captures.root().resolve("bundles/org.underpass.host/src/org/underpass/host/demo/")
                .resolve(machine.name() + ".tree"),
                machine.render());
    }

    /** The fixture is packed; what is compared is what it unpacks to, as packers differ by version. */
    @Test
    void labFixtureIsWhatIsDescribed() throws IOException {
        Path file = Captures.root().resolve("tests/fixtures/lab-intel.tar.xz");
        byte[] expected = Captures.tar(Captures.lab());
        if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
            try (OutputStream out = new XZOutputStream(Files.newOutputStream(file), new LZMA2Options(6))) {
                out.write(expected);
            }
        }
        try (InputStream in = new XZInputStream(Files.newInputStream(file))) {
            assertArrayEquals(expected, in.readAllBytes());
        }
    }

    /** What lspci would print of it with 256 bytes: too little to tell groups. */
    @Test
    void labTextIsWhatIsDescribed() throws IOException {
        Lab lab = new Lab();
        lab.render();
        StringBuilder text = new StringBuilder();
        for (Part part : lab.parts().stream().sorted(Comparator.comparing(part -> part.address)).toList()) {
            text.append(String.format("%s %04x: %04x:%04x (rev %02x)\n", part.address, part.classCode >> 8, part.vendor,
                    part.device, part.revision));
            byte[] config = part.configBytes();
            for (int at = 0; at < 256; at += 16) {
                text.append(String.format("%02x: ", at)).append(HexFormat.ofDelimiter(" ").formatHex(config, at, at
                        + 16))
                        .append('\n');
            }
            text.append('\n');
        }
        compare(Captures.root().resolve("tests/fixtures/lab-intel.lspci.txt"), text.toString());
    }

    private static void compare(Path file, String expected) throws IOException {
        if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
            Files.writeString(file, expected);
        }
        assertTrue(Files.exists(file), file + " is missing; run with -Dunderpass.goldens=rewrite");
        assertEquals(expected, Files.readString(file));
    }
}
