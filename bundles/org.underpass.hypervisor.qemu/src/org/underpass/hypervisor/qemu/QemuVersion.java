package org.underpass.hypervisor.qemu;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of QEMU.
 *
 * @param major the year's number
 * @param minor 0, 1 or 2
 */
public record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {
    /** The oldest that our command lines are for. */
    public static final QemuVersion OLDEST = new QemuVersion(7, 2);
    private static final Pattern TEXT = Pattern.compile("(?:[0-9]+:)?([0-9]{1,4})\\.([0-9]{1,4}).*");

    /** Reads {@code 7.2.9}, or a distribution's {@code 1:7.2+dfsg-7+deb12u5}; empty for anything else. */
    public static Optional<QemuVersion> tryParse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** Whether it is this one or newer. */
    public boolean atLeast(int otherMajor, int otherMinor) {
        return compareTo(new QemuVersion(otherMajor, otherMinor)) >= 0;
    }

    @Override
    public int compareTo(QemuVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
