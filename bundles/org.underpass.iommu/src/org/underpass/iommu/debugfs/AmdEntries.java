package org.underpass.iommu.debugfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.iommu.walk.AmdRegisters;
import org.underpass.iommu.walk.AmdWalker;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.pci.PciAddress;

/** AMD's device table entries ({@code devtbl}); the kernel prints no page tables of AMD's. */
public final class AmdEntries {
    /** The kernel does not print where the table lies: ours is above all memory, and never shown. */
    private static final long DEVICE_TABLE = 0x000f_ffff_ffe0_0000L;
    private static final String WORD = "\\s+([0-9a-f]{16})";
    private static final Pattern ROW = Pattern.compile("\\s*([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])" + WORD
            + WORD + WORD + WORD + "\\s+(\\S+)\\s*");

    private AmdEntries() {
    }

    /**
     * A function's entry.
     *
     * @param word0 bits 63:0; the kernel prints the highest word first
     * @param unit the unit's name
     */
    public record Entry(PciAddress function, long word0, long word1, long word2, long word3, String unit) {
        /** Levels of the page tables; 0 where addresses pass as they are. */
        public int levels() {
            return (int) (word0 >>> 9 & 7);
        }

        /** Whether the entry, and its part for translation, are valid. */
        public boolean translates() {
            return (word0 & 3) == 3;
        }

        /** Follows an address as far as the entry alone goes; empty where page tables say what becomes of it. */
        public Optional<Translation> translate(Request request) {
            SparseMemory memory = new SparseMemory();
            long at = DEVICE_TABLE + (request.requesterId() & 0xffff) * 32L;
            memory.put(at, word0);
            memory.put(at + 8, word1);
            memory.put(at + 16, word2);
            memory.put(at + 24, word3);
            return switch (new AmdWalker(memory, AmdRegisters.ofDeviceTable(DEVICE_TABLE | 0x1ff)).translate(request)) {
                case Translation.PassedThrough passed -> Optional.of(new Translation.PassedThrough(passed.address(),
                        passed.permissions(), List.of()));
                case Translation.Interrupt interrupt -> Optional.of(interrupt);
                case Translation.Blocked blocked when blocked.walk().size() == 1
                        && !blocked.event().equals("PAGE_TAB_HARDWARE_ERROR") -> Optional.of(new Translation.Blocked(
                                blocked.code(), blocked.event(), blocked.sentence(), List.of()));
                default -> Optional.empty();
            };
        }
    }

    /**
     * The entry of a function; empty where the text has none.
     *
     * @throws IOException when the reader does
     */
    public static Optional<Entry> find(Reader text, PciAddress function) throws IOException {
        BufferedReader lines = new BufferedReader(text);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && PciAddress.tryParse(row.group(1)).filter(function::equals).isPresent()) {
                return Optional.of(new Entry(function, word(row, 5), word(row, 4), word(row, 3), word(row, 2),
                        row.group(6)));
            }
        }
        return Optional.empty();
    }

    private static long word(Matcher row, int group) {
        return Long.parseUnsignedLong(row.group(group), 16);
    }
}
