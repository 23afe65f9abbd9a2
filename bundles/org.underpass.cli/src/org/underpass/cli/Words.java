package org.underpass.cli;

import java.util.Locale;
import java.util.OptionalInt;

/** How numbers are written in answers: lower-case hexadecimal, {@code 0x} before addresses and register values. */
final class Words {
    private Words() {
    }

    /** A PCI id as {@code lspci -n} prints it. */
    static String id(int id) {
        return String.format("%04x", id & 0xffff);
    }

    /** A PCI id that may be unknown; null then. */
    static String id(OptionalInt id) {
        return id.isPresent() ? id(id.getAsInt()) : null;
    }

    static String classCode(int code) {
        return String.format("%06x", code & 0xffffff);
    }

    /** An offset, address or register value. */
    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** A size in the largest unit that divides it. */
    static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long value = bytes;
        while (unit < units.length - 1 && value >= 1024 && value % 1024 == 0) {
            value /= 1024;
            unit++;
        }
        return value + " " + units[unit];
    }

    /** A size in the largest unit of which there is at least one, with one digit behind the point where it has some. */
    static String about(long bytes) {
        int unit = Math.max(0, (Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(bytes, 1))) / 10);
        long scale = 1L << 10 * unit;
        return bytes % scale == 0 || unit == 0 ? size(bytes)
                : String.format(Locale.ROOT, "%.1f %s", (double) bytes / scale, size(scale).substring(2));
    }
}
