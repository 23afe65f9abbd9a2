package org.underpass.iommu.debugfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.iommu.debugfs.VtdEntries.Entry;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.pci.PciAddress;

/** The kernel's text in its three generations, from mail that quotes real machines. */
class DebugfsSamplesTest {
    private static final String PAGES = "Device 0000:00:02.0 with pasid 1 @0x20000\nIOVA_PFN\t\tPML5E\n"
            + "0x0000000000001 |\t0x0000000000000000\t0x0000000000021007\t0x0000000000022007\t0x0000000000023007\t"
            + "0x00000000a0000007\n"
            + "0x0000000000200 |\t0x0000000000000000\t0x0000000000021007\t0x0000000000022007\t0x0000000040000087\t"
            + "0x0000000000000000\n";

    private static Entry entry(String text, String function, int pasid) throws IOException {
        return VtdEntries.read(new StringReader(text)).find(PciAddress.parse(function),
                pasid < 0 ? OptionalInt.empty() : OptionalInt.of(pasid)).orElseThrow();
    }

    private static List<String> samples() throws IOException {
        return List.of(Files.readString(Corpora.need("dma/debugfs-samples.txt")).split("(?m)^# (?=[A-E]:)"));
    }

    @Test
    void eachGenerationIsRead() throws IOException {
        List<Integer> rows = new ArrayList<>();
        for (String sample : samples()) {
            rows.add(VtdEntries.read(new StringReader(sample)).entries().size());
        }
        assertEquals(List.of(0, 3, 3, 2, 1, 1), rows);
        Entry old = entry(samples().get(1), "00:17.0", -1);
        assertEquals("dmar2", old.unit());
        assertEquals(0x4362cc000L, old.rootTable());
        assertEquals(List.of(0x4362f0001L, 0L), old.root());
        assertEquals(List.of(0x435ec4001L, 0x302L), old.context());
        Entry newer = entry(samples().get(2), "00:1f.0", -1);
        assertEquals(List.of(0x436fcd001L, 0x202L), newer.context());
        assertFalse(newer.scalable());
    }

    /** A human's verdicts in the same mail: first stage, and second stage. */
    @Test
    void entriesSayWhichStageTheyUse() throws IOException {
        Entry first = entry(samples().get(4), "00:02.0", 0);
        assertEquals(1, first.pasidEntry().get(0) >>> 6 & 7);
        assertEquals(0x105a86000L, first.pasidEntry().get(2));
        Entry second = entry(samples().get(5), "00:02.0", -1);
        assertEquals(2, second.pasidEntry().get(0) >>> 6 & 7);
        Translation found = new VtdDebugfs(second.function(), second, 0x1000).translate(Request.of(0x10, 0x1000,
                Access.ANY), Optional.empty());
        // The sample has no page tables, so the walk ends at the topmost one of the second stage.
        assertEquals(OptionalInt.of(0x7b), assertInstanceOf(Translation.Blocked.class, found).code());
        Entry other = entry(samples().get(3), "00:0a.0", 1);
        assertEquals(0x49, other.pasidEntry().get(2));
    }

    @Test
    void pagesOfAPasidAreWalked() throws IOException {
        String text = "IOMMU dmar0: Root Table Address: 0x1000\n00:02.0\t0x0:0x2001\t0x0:0x3e0d\t1\t0x20000:0x8:0x49\n";
        for (long[] ask : new long[][] {{0x1234, 0xa000_0234L}, {0x21_2345, 0x4001_2345L}}) {
            Entry entry = entry(text, "00:02.0", 1);
            VtdDebugfs tables = new VtdDebugfs(entry.function(), entry, ask[0]);
            assertTrue(tables.needsPages());
            assertTrue(tables.addPages(new StringReader(PAGES)));
            Translation found = tables.translate(new Request(0x10, OptionalInt.of(1), ask[0], Access.ANY),
                    Optional.empty());
            assertEquals(ask[1], assertInstanceOf(Translation.Translated.class, found).address());
            assertTrue(found.walk().stream().noneMatch(step -> step.table().startsWith("pasid")), found::toString);
        }
        Entry entry = entry(text, "00:02.0", 1);
        VtdDebugfs tables = new VtdDebugfs(entry.function(), entry, 0x9000);
        tables.addPages(new StringReader(PAGES));
        assertEquals(OptionalInt.of(0x71), ((Translation.Blocked) tables.translate(new Request(0x10,
                OptionalInt.of(1), 0x9000, Access.ANY), Optional.empty())).code());
    }

    @Test
    void amdsEntriesAreRead() throws IOException {
        String text = "DeviceId             QWORD[3]         QWORD[2]         QWORD[1]         QWORD[0] iommu\n"
                + "0000:01:00.0 0000000000000000 20000001373b8013 0000000000000038 6000000114d7b603 iommu3\n";
        AmdEntries.Entry entry = AmdEntries.find(new StringReader(text), PciAddress.parse("01:00.0")).orElseThrow();
        assertEquals(0x6000000114d7b603L, entry.word0());
        assertEquals(3, entry.levels());
        assertTrue(entry.translates());
        assertEquals(Optional.empty(), AmdEntries.find(new StringReader(text), PciAddress.parse("01:00.1")));
    }

    @Test
    void mutatedTextNeverFails() throws IOException {
        Random random = new Random(6);
        String all = String.join("", samples()) + PAGES;
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder(all);
            for (int i = 0; i < 20; i++) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            for (Entry entry : VtdEntries.read(new StringReader(text.toString())).entries()) {
                VtdDebugfs tables = new VtdDebugfs(entry.function(), entry, 0x1234);
                tables.addPages(new StringReader(text.toString()));
                tables.translate(new Request(entry.function().requesterId(), entry.pasid(), 0x1234, Access.ANY),
                        Optional.empty());
            }
        }
    }
}
