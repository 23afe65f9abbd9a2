package org.underpass.host;

import java.util.Optional;

/**
 * The numbers at the start of a version such as {@code 6.1.0-18-amd64} or {@code 7.2+dfsg-7}.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number, 0 where there is none
 */
public record VersionNumber(int major, int minor, int patch) implements Comparable<VersionNumber> {

    /** Reads the numbers at the start of a text; empty where there are not at least two. */
    public static Optional<VersionNumber> parse(String release) {
        int[] numbers = new int[3];
        int count = 0;
        int at = 0;
        while (count < 3) {
            int start = at;
            while (at < release.length() && at - start < 6 && Character.digit(release.charAt(at), 10) >= 0) {
                numbers[count] = numbers[count] * 10 + Character.digit(release.charAt(at++), 10);
            }
            if (at == start) {
                break;
            }
            count++;
            if (at >= release.length() || release.charAt(at++) != '.') {
                break;
            }
        }
        return count < 2 ? Optional.empty() : Optional.of(new VersionNumber(numbers[0], numbers[1], numbers[2]));
    }

    /** Whether this is that version or a later one. */
    public boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    @Override
    public int compareTo(VersionNumber other) {
        int byMajor = Integer.compare(major, other.major);
        int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
        return byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
