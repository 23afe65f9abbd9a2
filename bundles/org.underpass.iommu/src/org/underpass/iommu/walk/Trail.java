package org.underpass.iommu.walk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a walk has met so far: its steps, and where it ended when it was stopped. */
final class Trail {
    private final List<WalkStep> steps = new ArrayList<>();
    private Translation end;
    private int failedShift;

    /** An entry of one or several words of 64 bits. */
    record Entry(long[] words) {
        long word(int index) {
            return words[index];
        }

        boolean bit(int index) {
            return (words[index >> 6] >>> (index & 63) & 1) != 0;
        }

        /** Bits of one word. */
        long bits(int word, int high, int low) {
            return words[word] >>> low & (-1L >>> 63 - (high - low));
        }
    }

    /** Reads an entry of so many words and notes the step; null where memory does not show it. */
    Entry read(PhysicalMemory memory, String table, long address, int words) {
        long[] found = new long[words];
        long start = address & -8L;
        for (int i = 0; i < words; i++) {
            long at = start + i * 8L;
            Optional<ByteBuffer> page = memory.page(at & -PhysicalMemory.PAGE_SIZE);
            if (page.isEmpty()) {
                return null;
            }
            found[i] = page.get().getLong((int) (at & 0xfff));
        }
        steps.add(new WalkStep(table, 0, start, found[0], words > 1 ? found[1] : 0));
        return new Entry(found);
    }

    void add(WalkStep step) {
        steps.add(step);
    }

    List<WalkStep> steps() {
        return steps;
    }

    /** Ends the walk, or gives its end another outcome; null, for whoever has to return something. */
    <T> T stop(Translation outcome) {
        end = outcome;
        return null;
    }

    /** Ends the walk at an entry that covers so many bits of address. */
    <T> T stop(Translation outcome, int shift) {
        failedShift = shift;
        return stop(outcome);
    }

    Translation end() {
        return end;
    }

    /** How many address bits the entry covers at which a page walk ended. */
    int failedShift() {
        return failedShift;
    }
}
