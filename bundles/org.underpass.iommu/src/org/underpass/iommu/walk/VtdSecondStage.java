package org.underpass.iommu.walk;

import java.util.List;

/**
 * VT-d's second-stage tables, three to five levels. Source: VT-d 4.1 sections 3.7 and 9.9. The same in legacy and
 * scalable mode, but for the fault reasons.
 */
final class VtdSecondStage extends PageFormat {
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

    private final VtdRegisters registers;
    private final boolean scalable;

    VtdSecondStage(VtdRegisters registers, int levels, boolean scalable) {
        super("second-stage", levels);
        this.registers = registers;
        this.scalable = scalable;
    }

    @Override
    boolean covers(long address) {
        int bits = Math.min(registers.addressBits(), 12 + 9 * top());
        return bits >= 64 || address >>> bits == 0;
    }

    @Override
    Kind kind(long entry, int level) {
        if ((entry & 3) == 0) {
            return Kind.ABSENT;
        }
        boolean large = level > 1 && (entry & 0x80) != 0;
        if (level > 1 && !large) {
            return Kind.TABLE;
        }
        boolean wrong = large && !registers.supportsLargePages(level)
                || large && (entry & ADDRESS & (1L << shift(level)) - 1) != 0
                || (entry >>> 11 & 1) != 0 && !registers.supportsSnoopControl()
                || (entry >>> 62 & 1) != 0 && !registers.supportsDeviceTlb();
        return wrong ? Kind.RESERVED : Kind.PAGE;
    }

    @Override
    long target(long entry, int level) {
        return entry & ADDRESS;
    }

    @Override
    int allowed(long entry, int level) {
        return (int) entry & 3;
    }

    @Override
    Translation fault(Cause cause, int level, Access access, List<WalkStep> walk) {
        return VtdFaults.blocked(switch (cause) {
            case ADDRESS -> scalable ? 0x84 : 0x04;
            case UNREADABLE -> !scalable ? 0x07 : level == top() ? 0x7b : 0x78;
            case ABSENT -> VtdFaults.denied(access == Access.WRITE, scalable);
            case NO_READ -> VtdFaults.denied(false, scalable);
            case NO_WRITE -> VtdFaults.denied(true, scalable);
            default -> scalable ? 0x7a : 0x0c;
        }, walk);
    }
}
