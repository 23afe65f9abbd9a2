package org.underpass.iommu.walk;

import java.util.List;
import java.util.OptionalInt;

/**
 * VT-d's first-stage tables, those of a processor in 64-bit mode with four or five levels. Source: VT-d 4.1 sections
 * 3.6 and 9.8.
 */
final class VtdFirstStage extends PageFormat {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
    /** Of a large page bit 12 is a memory type bit. */
    private static final int MEMORY_TYPE = 0x1000;

    private final boolean supervisor;
    private final boolean writeProtected;

    /**
     * @param supervisor whether requests come with supervisor privilege
     * @param writeProtected whether supervisors too obey read-only entries
     */
    VtdFirstStage(int levels, boolean supervisor, boolean writeProtected) {
        super("first-stage", levels);
        this.supervisor = supervisor;
        this.writeProtected = writeProtected;
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
        boolean large = (entry & 0x80) != 0;
        if (!large) {
            return Kind.TABLE;
        }
        boolean wrong = level > 3 || (entry & ADDRESS & ~MEMORY_TYPE & (1L << shift(level)) - 1) != 0;
        return wrong ? Kind.RESERVED : Kind.PAGE;
    }

    @Override
    long target(long entry, int level) {
        boolean large = level > 1 && (entry & 0x80) != 0;
        return entry & (large ? ADDRESS & ~MEMORY_TYPE : ADDRESS);
    }

    @Override
    int allowed(long entry, int level) {
        if (!supervisor && (entry & 4) == 0) {
            return 0;
        }
        boolean write = (entry & 2) != 0 || supervisor && !writeProtected;
        return write ? Permissions.READ | Permissions.WRITE : Permissions.READ;
    }

    @Override
    Translation fault(Cause cause, int level, Access access, List<WalkStep> walk) {
        return VtdFaults.blocked(switch (cause) {
            case ADDRESS -> 0x80;
            case UNREADABLE -> level == top() ? 0x73 : 0x70;
            case ABSENT -> 0x71;
            case NO_WRITE -> 0x85;
            case NO_READ -> 0x81;
            default -> 0x72;
        }, walk);
    }

    /** The unit may not read a table of this stage: that has reasons of its own. */
    @Override
    Translation behind(Translation inner, int level) {
        boolean denied = inner instanceof Translation.Blocked blocked
                && (blocked.code().equals(OptionalInt.of(0x85)) || blocked.code().equals(OptionalInt.of(0x86)));
        return denied ? VtdFaults.blocked(level == top() ? 0x75 : 0x76, inner.walk()) : inner;
    }
}
