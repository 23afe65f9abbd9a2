package org.underpass.pci.rom;

import java.util.Arrays;

/**
 * How a dump differs from another, above all a file from what the running card shows. Headers before the first image
 * and padding after the last do not count.
 *
 * @param result the outcome in a word
 * @param firstDifference offset from the start of the first image where they differ first; -1 where they do not
 * @param differingBytes how many bytes differ, over the length that both have
 */
public record RomComparison(Result result, int firstDifference, int differingBytes) {

    /** The outcome. */
    public enum Result {
        /** The images are the same. */
        SAME,
        /**
         * All images but the first, the PC-AT one, are the same: a BIOS patches that when it runs, so a dump taken
         * after boot differs in it.
         */
        SAME_BUT_LEGACY,
        /** One is the beginning of the other. */
        CUT_OFF,
        /** They differ. */
        DIFFERENT,
        /** One of them has no image at all. */
        NOT_COMPARABLE
    }

    /** Compares two dumps; linear in their length. */
    public static RomComparison of(byte[] one, byte[] other) {
        OptionRom first = OptionRom.parse(one);
        OptionRom second = OptionRom.parse(other);
        if (first.images().isEmpty() || second.images().isEmpty()) {
            return new RomComparison(Result.NOT_COMPARABLE, -1, 0);
        }
        byte[] left = first.cut(one);
        byte[] right = second.cut(other);
        int mismatch = Arrays.mismatch(left, right);
        int common = Math.min(left.length, right.length);
        int differing = 0;
        for (int at = Math.max(0, mismatch); at < common; at++) {
            differing += left[at] != right[at] ? 1 : 0;
        }
        Result result;
        if (mismatch < 0) {
            result = Result.SAME;
        } else if (mismatch == common) {
            result = Result.CUT_OFF;
        } else {
            int legacy = first.images().getFirst().codeType() == RomImage.PC_AT
                    ? first.images().getFirst().length() : 0;
            boolean sameAfter = legacy > 0 && legacy < common && left.length == right.length
                    && Arrays.equals(left, legacy, left.length, right, legacy, right.length);
            result = sameAfter ? Result.SAME_BUT_LEGACY : Result.DIFFERENT;
        }
        return new RomComparison(result, mismatch, differing);
    }
}
