package org.underpass.iommu.debugfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.pci.PciAddress;

/** A lab machine's tables as its kernel printed them, against a walk through its memory from outside. */
class LabTablesTest {
    private static final Pattern CONTEXT = Pattern.compile(
            "([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]) ctx lo=0x([0-9a-f]+) hi=0x([0-9a-f]+) .*");
    private static final Pattern LEAF = Pattern.compile(
            "\\s+iova 0x([0-9a-f]+) -> pa 0x([0-9a-f]+) size 0x([0-9a-f]+) perm (..) raw 0x([0-9a-f]+)");

    private final List<String> disagreements = new ArrayList<>();
    private int cases;

    private static Reader pages() throws IOException {
        return new InputStreamReader(new GZIPInputStream(Files.newInputStream(Corpora.need(
                "lab/intel-debugfs/debugfs-intel_domain_translation_struct.gz"))), StandardCharsets.US_ASCII);
    }

    @Test
    void theKernelsTextWalksAsItsMemoryDid() throws IOException {
        VtdEntries entries;
        try (Reader text = Files.newBufferedReader(Corpora.need(
                "lab/intel-debugfs/debugfs-intel_dmar_translation_struct"))) {
            entries = VtdEntries.read(text);
        }
        RegisterDump registers;
        try (BufferedReader text = Files.newBufferedReader(Corpora.need(
                "lab/intel-debugfs/debugfs-intel_iommu_regset"))) {
            registers = RegisterDump.read(text, "regset");
        }
        PciAddress function = null;
        int leaves = 0;
        for (String line : Files.readAllLines(Corpora.need("lab/intel-debugfs/walk-from-outside.txt"))) {
            Matcher context = CONTEXT.matcher(line);
            Matcher leaf = LEAF.matcher(line);
            if (context.matches()) {
                function = PciAddress.parse(context.group(1));
                List<Long> theirs = List.of(hex(context, 2), hex(context, 3));
                List<Long> ours = entries.find(function, OptionalInt.empty()).orElseThrow().context();
                check(theirs.equals(ours), line + ": " + ours);
            } else if (leaf.matches()) {
                leaves++;
                leaf(entries.find(function, OptionalInt.empty()).orElseThrow(), leaf, registers, line);
            }
        }
        System.out.println("lab: " + cases + " cases, " + leaves + " leaves, " + disagreements.size()
                + " disagreements");
        assertEquals(List.of(), disagreements);
        assertEquals(519, leaves);
    }

    private void leaf(VtdEntries.Entry entry, Matcher leaf, RegisterDump registers, String line) throws IOException {
        long iova = hex(leaf, 1);
        VtdDebugfs tables = new VtdDebugfs(entry.function(), entry, iova + 0x123);
        try (Reader text = pages()) {
            assertTrue(tables.addPages(text));
        }
        Translation ours = tables.translate(Request.of(entry.function().requesterId(), iova + 0x123, Access.ANY),
                Optional.of(registers));
        boolean same = ours instanceof Translation.Translated found && found.address() == hex(leaf, 2) + 0x123
                && found.pageSize() == hex(leaf, 3)
                && found.permissions().toString().equalsIgnoreCase(leaf.group(4))
                && found.walk().getLast().entry() == hex(leaf, 5);
        check(same, line + ": " + ours);
    }

    /** The stream gives what the file has, row by row. */
    @Test
    void allRowsOfAllFunctionsAreStreamed() throws IOException {
        Map<PciAddress, Integer> rows = new HashMap<>();
        List<PciAddress> functions = new ArrayList<>();
        try (Reader text = pages()) {
            VtdPages.read(text, new VtdPages.Visitor() {
                @Override
                public boolean device(PciAddress function, OptionalInt pasid, long table) {
                    functions.add(function);
                    return true;
                }

                @Override
                public boolean page(long iova, long[] entries) {
                    rows.merge(functions.getLast(), 1, Integer::sum);
                    return true;
                }
            });
        }
        assertEquals(519, rows.get(PciAddress.parse("00:10.0")));
        try (BufferedReader lines = new BufferedReader(pages())) {
            assertEquals(lines.lines().filter(line -> line.startsWith("Device")).count(), functions.size());
        }
        try (BufferedReader lines = new BufferedReader(pages())) {
            assertEquals(lines.lines().filter(line -> line.startsWith("0x")).count(),
                    rows.values().stream().mapToLong(Integer::longValue).sum());
        }
    }

    private void check(boolean agrees, String what) {
        cases++;
        if (!agrees) {
            disagreements.add(what);
        }
    }

    private static long hex(Matcher line, int group) {
        return Long.parseUnsignedLong(line.group(group), 16);
    }
}
