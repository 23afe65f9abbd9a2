package org.underpass.iommu.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;

/** Registers as monitors, kernels and people write them. */
class RegisterDumpTest {

    private static RegisterDump read(String text) throws IOException {
        return RegisterDump.read(new StringReader(text), "registers.txt");
    }

    @Test
    void monitorsPrintMemory() throws IOException {
        for (String text : new String[] {"00000000fed90008: 0x86 0x06 0x2f 0x22 0x8c 0x00 0xd2 0x00\n",
            "00000000fed90000: 0x00000010 0x00000000 0x222f0686 0x00d2008c\n",
            "fed90000: 0x0000000000000010 0x00d2008c222f0686\n"}) {
            assertEquals(OptionalLong.of(0xd2008c222f0686L), read(text).at(8, 8), text);
            assertEquals(OptionalLong.of(0x222f0686L), read(text).at(8, 4), text);
            assertEquals(OptionalLong.empty(), read(text).at(0x20, 8), text);
        }
        assertEquals(OptionalLong.of(0x0f), read("00:18.3 Host bridge\n90: 0f 00 00 00 02 00 00 00\n").at(0x90, 4));
    }

    @Test
    void kernelsAndPeopleName() throws IOException {
        RegisterDump kernel = read("Name\t\t\tOffset\t\tContents\nGCMD  \t0x18\t\t0x0000000000000000\n"
                + "GSTS  \t0x1c\t\t0x00000000c7000000\nRTADDR\t0x20\t\t0x000000010058e000\n");
        assertEquals(OptionalLong.of(0xc7000000L), kernel.named("GSTS"));
        assertEquals(OptionalLong.of(0xc7000000L), kernel.at(0x1c, 4));
        assertEquals(OptionalLong.of(0x10058e000L), kernel.named("rtaddr_reg"));
        assertEquals(OptionalLong.of(0xf48dL), read("Offset:0x18 Value:0x000000000000f48d").at(0x18, 8));
        RegisterDump people = read("\"cap\": \"0xd2\",\nECAP_REG = 0xf0\nGSTS 0x80000000\n0x88: 0x10000\n");
        assertEquals(OptionalLong.of(0xd2), people.named("CAP"));
        assertEquals(OptionalLong.of(0xf0), people.named("ECAP"));
        assertEquals(OptionalLong.of(0x80000000L), people.named("GSTS"));
        assertEquals(OptionalLong.of(0x10000), people.at(0x88, 4));
        assertTrue(assertThrows(MemoryFormatException.class, () -> read("hello\n")).getMessage()
                .startsWith("registers.txt:1: expected"));
    }

    @Test
    void rootsMakeWalkersAndSayWhatTheyAssume() throws IOException {
        PhysicalMemory nothing = address -> Optional.empty();
        TableRoot bare = new TableRoot(TableRoot.Kind.VTD, 0x1000, Optional.empty());
        assertEquals(OptionalInt.of(8), ((Translation.Blocked) bare.walker(nothing).orElseThrow().translate(
                Request.of(0, 0, Access.ANY))).code());
        assertEquals(3, bare.assumptions().size());
        TableRoot off = new TableRoot(TableRoot.Kind.AMDVI, 0x1000, Optional.of(read("CONTROL=0x0")));
        assertTrue(off.walker(nothing).orElseThrow().translate(Request.of(0, 0, Access.ANY))
                instanceof Translation.PassedThrough);
        assertTrue(off.assumptions().isEmpty());
        assertFalse(new TableRoot(TableRoot.Kind.GART, 2, Optional.empty()).walker(nothing).isPresent());
        String gart = "90: 03 00 00 00 02 00 00 00 50 34 12 00\n";
        for (long aperture : new long[] {2, 0x400_0000}) {
            assertTrue(new TableRoot(TableRoot.Kind.GART, aperture, Optional.of(read(gart))).walker(nothing)
                    .orElseThrow().translate(Request.of(0, 0x400_0000, Access.ANY)) instanceof Translation.Blocked);
        }
        assertTrue(new TableRoot(TableRoot.Kind.SMMUV3, 0x1000, Optional.of(read("CR0=0x0"))).walker(nothing)
                .orElseThrow().translate(Request.of(0, 0, Access.ANY)) instanceof Translation.PassedThrough);
    }
}
