package org.underpass.iommu.debugfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;

/** AMD's device table entries ({@code devtbl}); the kernel prints no page tables of AMD's. */
public final class AmdEntries {
    private static final String WORD = "\\s+([0-9a-f]{16})";
    private static final Pattern ROW = Pattern.compile("\\s*([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])" + WORD + WORD
            + WORD + WORD + "\\s+(\\S+)\\s*");

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
