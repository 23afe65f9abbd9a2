package org.underpass.iommu.debugfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;

/**
 * Streams page tables ({@code domain_translation_struct}): for each function its topmost table, then a row for each
 * page with the entries of all levels. A dump of any length costs the memory of one row.
 */
public final class VtdPages {
    private static final Pattern DEVICE = Pattern.compile(
            "Device (\\S{7,16})(?: with pasid (?:0x)?([0-9a-f]{1,5}))? @ ?(?:0x)?([0-9a-f]{1,16})\\s*");
    private static final int LEVELS = 5;

    private VtdPages() {
    }

    /** Receives what the text holds. */
    public interface Visitor {

        /**
         * A function's tables begin.
         *
         * @param table physical address of the topmost table
         * @return whether its pages are wanted; where not, its rows are passed over unread
         */
        boolean device(PciAddress function, OptionalInt pasid, long table);

        /**
         * A page of the function that was last begun.
         *
         * @param iova its first I/O address
         * @param entries of levels 5 to 1, zero above the topmost table and below the page's entry; reused after the
         *     call
         * @return false to stop
         */
        boolean page(long iova, long[] entries);
    }

    /**
     * Reads text to its end, or to where the visitor stops.
     *
     * @throws IOException when the reader does
     */
    public static void read(Reader text, Visitor visitor) throws IOException {
        BufferedReader lines = new BufferedReader(text, 1 << 16);
        long[] entries = new long[LEVELS];
        boolean wanted = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("Device ")) {
                Matcher device = DEVICE.matcher(line);
                wanted = device.matches() && PciAddress.tryParse(device.group(1)).isPresent()
                        && visitor.device(PciAddress.parse(device.group(1)), device.group(2) == null
                                ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(device.group(2), 16)),
                                Long.parseUnsignedLong(device.group(3), 16));
            } else if (wanted && line.startsWith("0x")) {
                long page = row(line, entries);
                if (page >= 0 && !visitor.page(page << 12, entries)) {
                    return;
                }
            }
        }
    }

    /** Reads six numbers: page number, entries; -1 where the line holds something else. */
    private static long row(String line, long[] entries) {
        int at = 0;
        long page = -1;
        for (int i = 0; i <= LEVELS; i++) {
            at = line.indexOf("0x", at);
            if (at < 0) {
                return -1;
            }
            at += 2;
            long value = 0;
            int digits = 0;
            for (; at < line.length() && Character.digit(line.charAt(at), 16) >= 0; at++, digits++) {
                value = value << 4 | Character.digit(line.charAt(at), 16);
            }
            if (digits == 0 || digits > 16) {
                return -1;
            }
            if (i == 0) {
                page = value;
            } else {
                entries[i - 1] = value;
            }
        }
        return page >>> 52 == 0 ? page : -1;
    }
}
