package org.underpass.iommu.fault;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a kernel's log.
 *
 * @param number from 1
 * @param text the line as it stands, at most {@link #LONGEST} characters
 * @param seconds the time stamp since boot where the line has one
 */
record LogLine(int number, String text, OptionalDouble seconds) {
    /** The kernel's own limit is 1 KiB; whatever is longer is no line of the kernel's. */
    static final int LONGEST = 4096;
    private static final Pattern STAMP = Pattern.compile("\\[ {0,11}(\\d{1,10}\\.\\d{1,9})\\]");

    static LogLine of(int number, String raw) {
        String text = raw.length() > LONGEST ? raw.substring(0, LONGEST) : raw;
        Matcher stamp = STAMP.matcher(text);
        return new LogLine(number, text, stamp.find() ? OptionalDouble.of(Double.parseDouble(stamp.group(1)))
                : OptionalDouble.empty());
    }
}
