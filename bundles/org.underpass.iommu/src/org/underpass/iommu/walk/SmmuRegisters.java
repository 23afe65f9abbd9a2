package org.underpass.iommu.walk;

/**
 * The registers of an SMMUv3 that a walk depends on. Source: Arm IHI 0070 section 6.3.
 *
 * @param streamTable SMMU_STRTAB_BASE
 * @param streamTableConfig SMMU_STRTAB_BASE_CFG: size, split and format of the stream table
 * @param control SMMU_CR0: bit 0 says that the unit is on
 * @param bypass SMMU_GBPA: bit 20 says that all is blocked while the unit is off
 */
public record SmmuRegisters(long streamTable, long streamTableConfig, long control, long bypass) {
    private static final int ENDLESS = 0x3f;

    /** Where only the stream table is known: a linear one without end, of a unit that is on. */
    public static SmmuRegisters ofStreamTable(long streamTable) {
        return new SmmuRegisters(streamTable, ENDLESS, 1, 0);
    }

    public boolean on() {
        return (control & 1) != 0;
    }

    boolean blocksWhileOff() {
        return (bypass >>> 20 & 1) != 0;
    }

    /** Streams as a power of two. */
    int sizeBits() {
        return (int) (streamTableConfig & 0x3f);
    }

    /** Bits of the stream id that index the second level. */
    int splitBits() {
        return (int) (streamTableConfig >>> 6 & 0x1f);
    }

    boolean twoLevels() {
        return (streamTableConfig >>> 16 & 3) == 1;
    }

    /** The table is aligned to its own size, so lower bits do not count where the size is known. */
    long streamTableAddress() {
        int log = twoLevels() ? Math.max(6, sizeBits() - splitBits() + 3) : sizeBits() + 6;
        return streamTable & 0x000f_ffff_ffff_ffc0L & (sizeBits() > 32 ? -1L : -1L << log);
    }
}
