package org.underpass.iommu.walk;

import java.util.List;

/**
 * AMD's guest (v2) page tables: those of a processor in 64-bit mode, with four or five levels. Requests have user
 * privilege. Source: AMD IOMMU specification 3.08 section 2.2.6 and AMD64 manual volume 2 section 5.3.
 */
final class AmdGuestFormat extends PageFormat {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final int MEMORY_TYPE = 0x1000;

    AmdGuestFormat(int levels) {
        super("guest", levels);
    }

    @Override
    boolean covers(long address) {
        return extend(address) == address;
    }

    @Override
    long extend(long address) {
        int unused = 64 - 12 - 9 * top();
        return address << unused >> unused;
    }

    @Override
    Kind kind(long entry, int level) {
        if ((entry & 1) == 0) {
            return Kind.ABSENT;
        }
        if (level == 1) {
            return Kind.PAGE;
        }
        if ((entry & 0x80) == 0) {
            return Kind.TABLE;
        }
        boolean wrong = level > 3 || (entry & ADDRESS & ~MEMORY_TYPE & (1L << shift(level)) - 1) != 0;
        return wrong ? Kind.RESERVED : Kind.PAGE;
    }

    @Override
    long target(long entry, int level) {
        return entry & (level > 1 && (entry & 0x80) != 0 ? ADDRESS & ~MEMORY_TYPE : ADDRESS);
    }

    @Override
    int allowed(long entry, int level) {
        if ((entry & 4) == 0) {
            return 0;
        }
        return (entry & 2) != 0 ? Permissions.READ | Permissions.WRITE : Permissions.READ;
    }

    @Override
    Translation fault(Cause cause, int level, Access access, List<WalkStep> walk) {
        return AmdFormat.fault(cause, walk);
    }
}
