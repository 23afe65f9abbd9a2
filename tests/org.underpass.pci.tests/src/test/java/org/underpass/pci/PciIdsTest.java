package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciIdsTest {

    private static final String LIST = """
            # a comment
            1002  Advanced Micro Devices, Inc. [AMD/ATI]
            \t67df  Ellesmere [Radeon RX 470/480]
            # between
            \t\t1002 0b37  Radeon RX 480
            \t\t1da2 e353  Radeon RX 570 Pulse
            \t731f  Navi 10
            10de  NVIDIA Corporation
            \t1b80  GP104 [GeForce GTX 1080]
            8086  Intel Corporation
            C 00  Unclassified device
            C 03  Display controller
            \t00  VGA compatible controller
            \t\t00  VGA controller
            \t\t01  8514 controller
            \t02  3D controller
            C 0c  Serial bus controller
            """;

    private static PciIds list(String text) throws IOException {
        return PciIds.read(new StringReader(text), "test");
    }

    @Test
    void findsNames() throws IOException {
        PciIds ids = list(LIST);
        assertEquals(Optional.of("NVIDIA Corporation"), ids.vendor(0x10de));
        assertEquals(Optional.of("GP104 [GeForce GTX 1080]"), ids.device(0x10de, 0x1b80));
        assertEquals(Optional.of("Radeon RX 570 Pulse"), ids.subsystem(0x1002, 0x67df, 0x1da2, 0xe353));
        assertEquals(Optional.empty(), ids.subsystem(0x1002, 0x731f, 0x1da2, 0xe353));
        assertEquals(Optional.of("VGA compatible controller"), ids.className(0x030000));
        assertEquals(Optional.of("Display controller"), ids.className(0x038000));
        assertEquals(Optional.of("8514 controller"), ids.programmingInterface(0x030001));
        assertEquals(Optional.empty(), ids.vendor(0x1234));
        assertEquals(Optional.empty(), ids.device(0x8086, 0x1234));
        assertEquals(Optional.empty(), ids.className(0x050000));
    }

    @Test
    void unsortedListsAreScanned() throws IOException {
        PciIds ids = list("8086  Intel\n\t0001  One\n10de  NVIDIA\n0001  First\nffff  Last\n1002  AMD\n");
        assertEquals(Optional.of("NVIDIA"), ids.vendor(0x10de));
        assertEquals(Optional.of("AMD"), ids.vendor(0x1002));
        assertEquals(Optional.of("Intel"), ids.vendor(0x8086));
        assertEquals(Optional.of("One"), ids.device(0x8086, 1));
    }

    @Test
    void rubbishHasNoNames() throws IOException {
        for (String text : new String[] {"", "\n", "C", "C 03", "\t", "8086", "8086 ", "\0\0\0", "\t\t\t1\n"}) {
            PciIds ids = list(text);
            assertTrue(ids.vendor(0x10de).isEmpty());
            assertTrue(ids.className(0x030000).isEmpty() || text.equals("C 03"));
            assertTrue(ids.device(0x8086, 0x10).isEmpty());
        }
    }

    /** Every vendor and device of the bundled list is found again under its number. */
    @Test
    void bundledListIsWhole() throws IOException {
        PciIds ids = PciIds.bundled();
        assertEquals(Optional.of("NVIDIA Corporation"), ids.vendor(0x10de));
        assertEquals(Optional.of("VGA compatible controller"), ids.className(0x030000));
        assertTrue(ids.source().contains(PciIds.BUNDLED_DATE));
        String text;
        try (InputStream packed = PciIds.class.getResourceAsStream("pci.ids.gz")) {
            text = new String(new GZIPInputStream(packed).readAllBytes(), StandardCharsets.UTF_8);
        }
        assertTrue(text.contains("Date:    " + PciIds.BUNDLED_DATE));
        int vendor = -1;
        int names = 0;
        for (String line : text.lines().toList()) {
            if (line.matches("[0-9a-f]{4}  .*")) {
                vendor = Integer.parseInt(line, 0, 4, 16);
                assertEquals(Optional.of(line.substring(6).strip()), ids.vendor(vendor));
                names++;
            } else if (line.startsWith("C ")) {
                break;
            } else if (line.matches("\t[0-9a-f]{4}  .*")) {
                assertEquals(Optional.of(line.substring(7).strip()),
                        ids.device(vendor, Integer.parseInt(line, 1, 5, 16)));
                names++;
            }
        }
        assertTrue(names > 15_000, "only " + names);
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("pci.ids"), LIST);
        assertEquals(Optional.of("Intel Corporation"), PciIds.read(file).vendor(0x8086));
    }
}
