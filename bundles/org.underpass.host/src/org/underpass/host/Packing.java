package org.underpass.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** Blocks of addresses laid side by side, those of the coarsest alignment first. Unknown as soon as one of them is. */
final class Packing {
    private static final long WINDOW_UNIT = 1L << 20;

    private record Block(long size, long alignment) {
    }

    private final List<Block> blocks = new ArrayList<>();
    private boolean unknown;
    private boolean low;

    /**
     * Adds a block; BARs are aligned to the size of one.
     *
     * @param below4G whether it has to lie below 4 GiB
     */
    void add(OptionalLong size, OptionalLong alignment, boolean below4G) {
        low |= below4G;
        if (size.isEmpty() || alignment.isEmpty()) {
            unknown = true;
        } else if (size.getAsLong() > 0) {
            blocks.add(new Block(size.getAsLong(), Long.highestOneBit(alignment.getAsLong())));
        }
    }

    /** Adds what was packed elsewhere as one block. */
    void add(Packing other) {
        unknown |= other.unknown;
        low |= other.low;
        if (other.end() > 0) {
            blocks.add(new Block(other.end(), other.alignment()));
        }
    }

    /** The same, all of which has to lie below 4 GiB. */
    Packing low() {
        low = true;
        return this;
    }

    /** Whether any of it has to lie below 4 GiB. */
    boolean isLow() {
        return low;
    }

    /** As the window of a bridge: whole MiB. */
    Packing roundedToWindow() {
        Packing window = new Packing();
        window.unknown = unknown;
        window.low = low;
        long end = end();
        if (end > 0) {
            window.blocks.add(new Block(up(end, WINDOW_UNIT), Math.max(alignment(), WINDOW_UNIT)));
        }
        return window;
    }

    /** Bytes from an aligned start. */
    OptionalLong size() {
        return unknown ? OptionalLong.empty() : OptionalLong.of(end());
    }

    /**
     * Whether every block has room, each in whichever range has any: the coarsest alignment first, one behind another.
     *
     * @param ranges first and last address of each
     */
    boolean fits(List<long[]> ranges) {
        long[] next = ranges.stream().mapToLong(range -> range[0]).toArray();
        for (Block block : sorted()) {
            int at = 0;
            while (at < next.length && !hasRoom(up(next[at], block.alignment), block.size, ranges.get(at))) {
                at++;
            }
            if (at == next.length) {
                return false;
            }
            next[at] = up(next[at], block.alignment) + block.size;
        }
        return true;
    }

    private static boolean hasRoom(long start, long size, long[] range) {
        return Long.compareUnsigned(start, range[0]) >= 0 && Long.compareUnsigned(start, range[1]) <= 0
                && Long.compareUnsigned(size - 1, range[1] - start) <= 0;
    }

    private List<Block> sorted() {
        return blocks.stream().sorted(Comparator.comparingLong(Block::alignment).reversed()).toList();
    }

    private long alignment() {
        return blocks.stream().mapToLong(Block::alignment).max().orElse(1);
    }

    private long end() {
        long end = 0;
        for (Block block : sorted()) {
            end = up(end, block.alignment) + block.size;
        }
        return end;
    }

    private static long up(long value, long alignment) {
        return value + alignment - 1 & -alignment;
    }
}
