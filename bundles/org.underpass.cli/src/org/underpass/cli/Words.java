package org.underpass.cli;

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
}
