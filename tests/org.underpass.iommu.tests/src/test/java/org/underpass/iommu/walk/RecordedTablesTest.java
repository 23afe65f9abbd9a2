package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.iommu.memory.MemoryFile;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.pci.PciAddress;

/** Tables that a kernel wrote, against what QEMU made of them at the time. */
class RecordedTablesTest {
    private static final Pattern CONTEXT = Pattern.compile("\"([0-9a-f:.]+)\": \\{\\s*\"domain\": (\\d+),\\s*\"aw\":"
            + " (\\d),\\s*\"tt\": (\\d),\\s*\"slptptr\": \"0x([0-9a-f]+)\"");
    private static final Pattern ADDRESS = Pattern.compile(
            "\"dev\": \"(\\S+)\",\\s*\"iova\": \"0x([0-9a-f]+)\",\\s*\"gpa\": \"0x([0-9a-f]+)\"");
    private static final Pattern TRACE = Pattern.compile(
            "vtd_dmar_translate dev (\\S+) iova 0x([0-9a-f]+) -> gpa 0x([0-9a-f]+) mask 0x([0-9a-f]+)");

    private final List<String> disagreements = new ArrayList<>();
    private int cases;

    private void check(boolean agrees, String what) {
        cases++;
        if (!agrees) {
            disagreements.add(what);
        }
    }

    @Test
    void tablesTranslateAsQemuDid() throws IOException {
        for (String name : List.of("golden-intel1", "golden-intel_pt")) {
            Path folder = Corpora.need("dma/" + name);
            String expected = Files.readString(folder.resolve("expected.json"));
            VtdWalker walker = walker(folder, expected);
            contexts(walker, expected);
            addresses(walker, expected);
            trace(walker, folder.resolve("qemu-translate-trace.txt.gz"));
        }
        System.out.println("recorded tables: " + cases + " cases, " + disagreements.size() + " disagreements");
        disagreements.forEach(System.out::println);
        assertEquals(List.of(), disagreements);
        assertTrue(cases > 100, () -> "only " + cases + " cases");
    }

    /** Registers as the monitor printed them are those that expected.json names. */
    private static VtdWalker walker(Path folder, String expected) throws IOException {
        RegisterDump dump;
        try (BufferedReader text = Files.newBufferedReader(folder.resolve("regs_vtd.txt"))) {
            dump = RegisterDump.read(text, "regs_vtd.txt");
        }
        RegisterDump json = RegisterDump.read(new StringReader(expected.lines().filter(
                line -> line.matches("\"(rtaddr|gsts|cap|ecap)\".*")).reduce("", (a, b) -> a + b + "\n")), "json");
        VtdRegisters registers = new VtdRegisters(json.named("CAP").getAsLong(), json.named("ECAP").getAsLong(),
                json.named("GSTS").getAsLong(), json.named("RTADDR").getAsLong());
        assertEquals(registers, new VtdRegisters(dump.at(8, 8).getAsLong(), dump.at(0x10, 8).getAsLong(),
                dump.at(0x1c, 4).getAsLong(), dump.at(0x20, 8).getAsLong()));
        return new VtdWalker(MemoryFile.open(folder.resolve("pages.bin.gz"), OptionalLong.empty()), registers);
    }

    private void contexts(VtdWalker walker, String expected) {
        Matcher context = CONTEXT.matcher(expected);
        while (context.find()) {
            int requester = PciAddress.parse(context.group(1)).requesterId();
            if (context.group(4).equals("2")) {
                check(walker.translate(Request.of(requester, 0x1000, Access.READ))
                        instanceof Translation.PassedThrough, context.group() + " is not passed through");
            } else {
                VtdWalker.Tables theirs = new VtdWalker.Tables(Integer.parseInt(context.group(2)),
                        Integer.parseInt(context.group(3)) + 2, Long.parseLong(context.group(5), 16));
                VtdWalker.Tables ours = walker.tables(requester, OptionalInt.empty()).orElse(null);
                check(theirs.equals(ours), context.group(1) + ": " + ours + ", not " + theirs);
            }
        }
    }

    private void addresses(VtdWalker walker, String expected) {
        int gone = expected.indexOf("\"unmapped_since\"");
        Matcher address = ADDRESS.matcher(expected);
        while (address.find()) {
            Translation ours = walker.translate(Request.of(PciAddress.parse(address.group(1)).requesterId(),
                    Long.parseLong(address.group(2), 16), Access.ANY));
            long theirs = Long.parseLong(address.group(3), 16);
            boolean same = ours instanceof Translation.Translated found && found.address() == theirs;
            check(same == address.start() < gone, address.group() + ": " + ours);
        }
    }

    /** The trace spans the machine's life: what is mapped in the end must have been so at some time. */
    private void trace(VtdWalker walker, Path file) throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        TreeSet<String> asked = new TreeSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(
                Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher match = TRACE.matcher(line);
                if (match.find()) {
                    seen.add(match.group(1) + " " + match.group(2) + " " + match.group(3) + " " + match.group(4));
                    asked.add(match.group(1) + " " + match.group(2));
                }
            }
        }
        for (String question : asked) {
            String[] words = question.split(" ");
            Translation ours = walker.translate(Request.of(requester(words[0]), Long.parseLong(words[1], 16),
                    Access.ANY));
            if (ours instanceof Translation.Translated found) {
                check(seen.contains(question + " " + Long.toHexString(found.address()) + " "
                        + Long.toHexString(found.pageSize() - 1)), question + " was never so: " + found);
            }
        }
    }

    /** QEMU prints two digits for the function. */
    private static int requester(String text) {
        String[] parts = text.split("[:.]");
        return Integer.parseInt(parts[0], 16) << 8 | Integer.parseInt(parts[1], 16) << 3
                | Integer.parseInt(parts[2], 16);
    }
}
