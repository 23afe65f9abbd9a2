package org.underpass.iommu.walk;

import java.util.List;

/**
 * Arm's 64-bit page tables (VMSAv8-64), stage 1 or 2, granules of 4, 16 or 64 KiB. Source: Arm ARM DDI 0487 chapter D8
 * (translation table descriptors, sizes and levels).
 *
 * <p>Levels count from 1 here, as everywhere in this package; Arm's own level is four less this.
 */
final class ArmFormat extends PageFormat {
    private static final int ACCESS_FLAG = 10;

    private final Shape shape;

    /**
     * What a context descriptor or stream table entry says of its tables.
     *
     * @param second whether of stage 2
     * @param granule bits of the smallest page: 12, 14 or 16
     * @param inputBits bits of address that the tables translate
     * @param outputBits bits of address that they may lead to
     * @param top the topmost level, in this package's count
     * @param upper whether for the upper end of the address space
     * @param ignoresTop whether the topmost byte of an address does not count
     * @param faultsUntouched whether a clear access flag is a fault
     * @param privileged whether requests come with privilege
     * @param oneLevel whether privilege does not matter at all
     */
    record Shape(boolean second, int granule, int inputBits, int outputBits, int top, boolean upper,
            boolean ignoresTop, boolean faultsUntouched, boolean privileged, boolean oneLevel) {
    }

    ArmFormat(Shape shape) {
        super(shape.second ? "stage-2" : "stage-1", shape.top);
        this.shape = shape;
    }

    /** The topmost level for so many bits, of tables that are not joined. */
    static int levels(int granule, int inputBits) {
        return (inputBits - granule + granule - 4) / (granule - 3);
    }

    @Override
    boolean covers(long address) {
        long counted = shape.ignoresTop ? address << 8 >> 8 : address;
        long rest = counted >> shape.inputBits;
        return shape.upper ? rest == -1 : shape.ignoresTop ? rest == 0 : address >>> shape.inputBits == 0;
    }

    @Override
    long extend(long address) {
        return shape.upper ? address | -1L << shape.inputBits : address;
    }

    @Override
    int shift(int level) {
        return shape.granule + (shape.granule - 3) * (level - 1);
    }

    @Override
    int entries(int level) {
        return 1 << (level == top() ? Math.max(shape.inputBits - shift(level), 0) : shape.granule - 3);
    }

    @Override
    int named(int level) {
        return 4 - level;
    }

    @Override
    Kind kind(long entry, int level) {
        if ((entry & 1) == 0) {
            return Kind.ABSENT;
        }
        boolean page = level == 1;
        boolean table = (entry & 2) != 0;
        if (page && !table || !page && !table && !blocks(level)) {
            return Kind.ABSENT;
        }
        if (shape.outputBits < 52 && target(entry, level) >>> shape.outputBits != 0) {
            return Kind.TOO_WIDE;
        }
        if (!page && table) {
            return Kind.TABLE;
        }
        return shape.faultsUntouched && (entry >>> ACCESS_FLAG & 1) == 0 ? Kind.UNTOUCHED : Kind.PAGE;
    }

    /** Where an entry may be a block: 1 GiB and 2 MiB, 32 MiB, 512 MiB. */
    private boolean blocks(int level) {
        return level == 2 || level == 3 && shape.granule == 12;
    }

    @Override
    long target(long entry, int level) {
        boolean table = level > 1 && (entry & 2) != 0;
        long address = entry & 0x0000_ffff_ffff_f000L & -1L << (table ? shape.granule : shift(level));
        boolean wide = shape.granule == 16 && shape.outputBits == 52;
        return wide ? address | (entry >>> 12 & 0xf) << 48 : address;
    }

    @Override
    int allowed(long entry, int level) {
        boolean table = level > 1 && (entry & 2) != 0;
        if (shape.second) {
            return table ? Permissions.READ | Permissions.WRITE : (int) (entry >>> 6 & 3);
        }
        boolean readOnly = (entry >>> (table ? 62 : 7) & 1) != 0;
        boolean user = table ? (entry >>> 61 & 1) == 0 : (entry >>> 6 & 1) != 0;
        if (!user && !shape.privileged && !shape.oneLevel) {
            return 0;
        }
        return readOnly ? Permissions.READ : Permissions.READ | Permissions.WRITE;
    }

    @Override
    Translation fault(Cause cause, int level, Access access, List<WalkStep> walk) {
        return (switch (cause) {
            case UNREADABLE -> SmmuEvent.F_WALK_EABT;
            case TOO_WIDE -> SmmuEvent.F_ADDR_SIZE;
            case UNTOUCHED -> SmmuEvent.F_ACCESS;
            case NO_READ, NO_WRITE -> SmmuEvent.F_PERMISSION;
            default -> SmmuEvent.F_TRANSLATION;
        }).blocked(walk);
    }
}
