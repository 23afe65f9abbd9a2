package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;

/**
 * AMD's own (v1, host) page tables: one to six levels, levels may be skipped, pages of any power of two. Source: AMD
 * IOMMU specification 3.08 section 2.2.3.
 */
final class AmdFormat extends PageFormat {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final int SIZED = 7;
    private static final int ADDRESS_BITS = 52;

    AmdFormat(int levels) {
        super("host", levels);
    }

    @Override
    boolean covers(long address) {
        int bits = 12 + 9 * top();
        return bits >= 64 || address >>> bits == 0;
    }

    @Override
    int entries(int level) {
        return level == 6 ? 128 : 512;
    }

    @Override
    Kind kind(long entry, int level) {
        if ((entry & 1) == 0) {
            return Kind.ABSENT;
        }
        int next = next(entry, level);
        if (next == 0) {
            return Kind.PAGE;
        }
        if (next == SIZED) {
            int shift = pageShift(entry, level);
            return shift <= shift(level) || shift > ADDRESS_BITS ? Kind.RESERVED : Kind.PAGE;
        }
        return next < level ? Kind.TABLE : Kind.RESERVED;
    }

    /** A sized page has its size in the address: all ones below a zero, which is the bit below the page's size. */
    @Override
    int pageShift(long entry, int level) {
        return next(entry, level) == SIZED ? Long.numberOfTrailingZeros(~(entry & ADDRESS) & -4096L) + 1
                : shift(level);
    }

    @Override
    long target(long entry, int level) {
        boolean page = next(entry, level) == 0 || next(entry, level) == SIZED;
        return entry & ADDRESS & (page ? -1L << pageShift(entry, level) : -1L);
    }

    @Override
    int next(long entry, int level) {
        return (int) (entry >>> 9 & 7);
    }

    @Override
    int allowed(long entry, int level) {
        return (int) (entry >>> 61 & 3);
    }

    @Override
    Translation fault(Cause cause, int level, Access access, List<WalkStep> walk) {
        return fault(cause, walk);
    }

    /** Faults of host and guest tables: two events, told apart by their flags. */
    static Translation fault(Cause cause, List<WalkStep> walk) {
        return cause == Cause.UNREADABLE
                ? new Translation.Blocked(OptionalInt.of(4), "PAGE_TAB_HARDWARE_ERROR",
                        "the unit could not read a page table", walk)
                : pageFault(switch (cause) {
                    case ADDRESS -> "the address is wider than the page tables reach";
                    case NO_READ -> "the address is mapped, but not for reading";
                    case NO_WRITE -> "the address is mapped, but not for writing";
                    case ABSENT -> "the address is not mapped";
                    default -> "reserved bits are set in a table entry, or its level is wrong";
                }, walk);
    }

    static Translation.Blocked pageFault(String sentence, List<WalkStep> walk) {
        return new Translation.Blocked(OptionalInt.of(2), "IO_PAGE_FAULT", sentence, walk);
    }
}
