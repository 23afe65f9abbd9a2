package org.underpass.pci;

import java.util.Locale;

/** How values of registers read; tables and formulas that several capabilities share. */
final class Meaning {

    private static final String[] SPEEDS =
            {"2.5 GT/s", "5 GT/s", "8 GT/s", "16 GT/s", "32 GT/s", "64 GT/s", "128 GT/s"};

    private Meaning() {
    }

    /** Entry of a table; a value without entry is reserved. */
    static String of(long value, String... words) {
        return value >= 0 && value < words.length ? words[(int) value] : "reserved (" + value + ")";
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** Encoded speed: 1 is 2.5 GT/s. */
    static String speed(long value) {
        return value >= 1 && value <= SPEEDS.length ? SPEEDS[(int) value - 1] : "unknown (" + value + ")";
    }

    /** Supported Link Speeds Vector: bit 0 is 2.5 GT/s. */
    static String speeds(long vector) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < SPEEDS.length; bit++) {
            if ((vector >> bit & 1) != 0) {
                text.append(text.isEmpty() ? "" : ", ").append(SPEEDS[bit]);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    static String width(long value) {
        return "x" + value;
    }

    /** Max_Payload_Size and Max_Read_Request_Size. */
    static String payload(long value) {
        return value <= 5 ? (128 << value) + " bytes" : "reserved (" + value + ")";
    }

    static String bytes(long value) {
        return value + " bytes";
    }

    static String microseconds(long value) {
        return value + " us";
    }

    /** A number of bytes in the largest unit that divides it. */
    static String size(long bytes) {
        String[] units = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        long count = bytes;
        while (unit < units.length - 1 && count != 0 && (count & 0x3ff) == 0) {
            count >>>= 10;
            unit++;
        }
        return count + " " + units[unit];
    }

    /** Latency Tolerance: a value in units of 32 to the power of the scale, in nanoseconds. */
    static String latencyScale(long scale) {
        return scale <= 5 ? String.format(Locale.ROOT, "x %d ns", 1L << 5 * scale) : "reserved (" + scale + ")";
    }

    /** Slot Power Limit; beyond 0xef with scale 1.0 the values name steps. PCI Express, 7.5.3.9. */
    static String slotPower(long value, long scale) {
        if (scale == 0 && value >= 0xf0) {
            return value <= 0xfe ? 250 + 25 * Math.min(value - 0xf0, 14) + " W" : "above 600 W";
        }
        double[] factors = {1.0, 0.1, 0.01, 0.001};
        String text = String.format(Locale.ROOT, "%.3f", value * factors[(int) scale & 3]);
        return text.replaceAll("\\.?0+$", "") + " W";
    }
}
