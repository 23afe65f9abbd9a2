package org.underpass.iommu.debugfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;

/**
 * Root, context and PASID entries of all units ({@code dmar_translation_struct}): without columns before Linux 5.3,
 * then with a row for each function, since with the PASID's entry too.
 *
 * @param entries in the order of the lines
 */
public record VtdEntries(List<Entry> entries) {
    /** More rows than functions and PASIDs that a machine has. */
    private static final int MOST_ENTRIES = 1 << 20;
    private static final Pattern UNIT = Pattern.compile(
            "\\s*IOMMU (\\S+?): Root Table Address: ?(?:0x)?([0-9a-f]{1,16})\\s*");
    private static final Pattern OLD_ROOT = Pattern.compile(
            "\\s*Bus: ([0-9a-f]{1,3}) H: ([0-9a-f]{1,16}) L: ([0-9a-f]{1,16})\\s*");
    private static final Pattern OLD_CONTEXT = Pattern.compile(
            "\\s*\\d+\\s+([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])\\s+([0-9a-f]{1,16})\\s+([0-9a-f]{1,16})\\s*");
    private static final String WORD = "0x([0-9a-f]{1,16})";
    private static final Pattern ROW = Pattern.compile("\\s*([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])\\s+" + WORD + ":" + WORD
            + "\\s+" + WORD + ":" + WORD + "(?:\\s+(-?\\d{1,7})\\s+" + WORD + ":" + WORD + ":" + WORD + ")?\\s*");

    public VtdEntries {
        entries = List.copyOf(entries);
    }

    /**
     * What one row says.
     *
     * @param unit the unit's name: {@code dmar0}
     * @param rootTable physical address of the unit's root table
     * @param function without a domain, which the kernel does not print; several units may have the same
     * @param root lower and upper half of the root entry
     * @param context lower and upper half of the context entry; of a scalable-mode one its first 128 bits
     * @param pasid the PASID of the row; empty in legacy mode
     * @param pasidEntry the first three words of the PASID's entry; empty in legacy mode
     */
    public record Entry(String unit, long rootTable, PciAddress function, List<Long> root, List<Long> context,
            OptionalInt pasid, List<Long> pasidEntry) {
        public Entry {
            root = List.copyOf(root);
            context = List.copyOf(context);
            pasidEntry = List.copyOf(pasidEntry);
        }

        public boolean scalable() {
            return pasid.isPresent();
        }
    }

    /**
     * Reads text to its end; memory grows with the rows.
     *
     * @throws IOException when the reader does
     */
    public static VtdEntries read(Reader text) throws IOException {
        List<Entry> found = new ArrayList<>();
        BufferedReader lines = new BufferedReader(text);
        String unit = "";
        long table = 0;
        List<Long> root = List.of(0L, 0L);
        for (String line = lines.readLine(); line != null && found.size() < MOST_ENTRIES; line = lines.readLine()) {
            Matcher start = UNIT.matcher(line);
            Matcher oldRoot = OLD_ROOT.matcher(line);
            Matcher oldContext = OLD_CONTEXT.matcher(line);
            Matcher row = ROW.matcher(line);
            if (start.matches()) {
                unit = start.group(1);
                table = hex(start, 2);
            } else if (oldRoot.matches()) {
                root = List.of(hex(oldRoot, 3), hex(oldRoot, 2));
            } else if (oldContext.matches() && PciAddress.tryParse(oldContext.group(1)).isPresent()) {
                found.add(new Entry(unit, table, PciAddress.parse(oldContext.group(1)), root,
                        List.of(hex(oldContext, 3), hex(oldContext, 2)), OptionalInt.empty(), List.of()));
            } else if (row.matches() && PciAddress.tryParse(row.group(1)).isPresent()) {
                found.add(row(row, unit, table));
            }
        }
        return new VtdEntries(found);
    }

    private static Entry row(Matcher row, String unit, long table) {
        boolean scalable = row.group(6) != null && !row.group(6).startsWith("-");
        return new Entry(unit, table, PciAddress.parse(row.group(1)), List.of(hex(row, 3), hex(row, 2)),
                List.of(hex(row, 5), hex(row, 4)),
                scalable ? OptionalInt.of(Integer.parseInt(row.group(6))) : OptionalInt.empty(),
                scalable ? List.of(hex(row, 9), hex(row, 8), hex(row, 7)) : List.of());
    }

    private static long hex(Matcher line, int group) {
        return Long.parseUnsignedLong(line.group(group), 16);
    }

    /**
     * The row of a function.
     *
     * @param pasid empty for requests without PASID: then the row whose PASID the context entry names for them
     */
    public Optional<Entry> find(PciAddress function, OptionalInt pasid) {
        return entries.stream().filter(entry -> entry.function.requesterId() == function.requesterId())
                .filter(entry -> !entry.scalable() ? pasid.isEmpty()
                        : entry.pasid.getAsInt() == pasid.orElse((int) (entry.context.get(1) & 0xfffff)))
                .findFirst();
    }
}
