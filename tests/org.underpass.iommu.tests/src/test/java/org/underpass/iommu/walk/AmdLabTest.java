package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;

/**
 * Entries that a kernel wrote for an AMD IOMMU. The recording has device table entries and leaves, not the tables
 * between them: those are made here, so what is compared is what entries mean.
 */
class AmdLabTest {
    private static final long DEVICES = 0x10_0000_0000L;
    private static final Pattern DEVICE = Pattern.compile("([0-9a-f]{2}):([0-9a-f]{2})\\.([0-7]) DTE (\\S{16})"
            + " (\\S{16}) (\\S{16}) (\\S{16}) mode=(\\d) dom=(\\d+) IR=(\\d) IW=(\\d) leaves=(\\d+)");
    private static final Pattern LEAF = Pattern.compile(
            "\\s+iova 0x([0-9a-f]+) -> pa 0x([0-9a-f]+) size 2\\^(\\d+) raw 0x([0-9a-f]+)");

    private TestMemory memory;
    private int requester;
    private long root;
    private int levels;
    private int leaves;
    private int repeated;
    private final List<String> disagreements = new ArrayList<>();

    @Test
    void leavesMeanWhatTheKernelMeant() throws IOException {
        for (String line : Files.readAllLines(Corpora.need("lab/amd/walk-from-outside.txt"))) {
            Matcher device = DEVICE.matcher(line);
            Matcher leaf = LEAF.matcher(line);
            if (device.matches()) {
                requester = Integer.parseInt(device.group(1), 16) << 8 | Integer.parseInt(device.group(2), 16) << 3
                        | Integer.parseInt(device.group(3));
                root = hex(device, 4) & 0x000f_ffff_ffff_f000L;
                levels = Integer.parseInt(device.group(8));
                memory = new TestMemory().put(DEVICES + requester * 32L, hex(device, 4), hex(device, 5),
                        hex(device, 6), hex(device, 7));
            } else if (leaf.matches()) {
                leaf(leaf, line);
            }
        }
        System.out.println("AMD lab: " + leaves + " leaves, " + repeated + " of them repeated entries of larger pages, "
                + disagreements.size() + " disagreements");
        assertEquals(List.of(), disagreements);
        assertTrue(leaves > 20 && repeated > 0);
    }

    private void leaf(Matcher leaf, String line) {
        leaves++;
        long iova = hex(leaf, 1);
        long raw = hex(leaf, 4);
        int level = (Integer.parseInt(leaf.group(3)) - 12) / 9 + 1;
        long table = root;
        for (int at = levels; at > level; at--) {
            long next = 0x20_0000_0000L + at * 0x1000L;
            memory.put(table + (iova >>> 12 + 9 * (at - 1) & 0x1ff) * 8, next | (long) (at - 1) << 9 | 3L << 61 | 1);
            table = next;
        }
        memory.put(table + (iova >>> 12 + 9 * (level - 1) & 0x1ff) * 8, raw);
        Translation ours = new AmdWalker(memory, AmdRegisters.ofDeviceTable(DEVICES | 0x1ff)).translate(new Request(
                requester, OptionalInt.empty(), iova + 0x123, Access.ANY));
        boolean sized = (raw >>> 9 & 7) == 7;
        repeated += sized ? 1 : 0;
        String allowed = (raw >>> 61 & 1) != 0 ? (raw >>> 62 & 1) != 0 ? "rw" : "r-" : "-w";
        boolean same = ours instanceof Translation.Translated found && found.permissions().toString().equals(allowed)
                && (sized ? found.pageSize() > 1L << Integer.parseInt(leaf.group(3))
                        && (found.address() & found.pageSize() - 1) == (iova + 0x123 & found.pageSize() - 1)
                        : found.address() == hex(leaf, 2) + 0x123);
        if (!same) {
            disagreements.add(line + ": " + ours);
        }
    }

    private static long hex(Matcher line, int group) {
        return Long.parseUnsignedLong(line.group(group), 16);
    }
}
