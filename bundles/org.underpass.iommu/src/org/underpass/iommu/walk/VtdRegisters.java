package org.underpass.iommu.walk;

/**
 * The registers of a VT-d unit that a walk depends on. Source: VT-d 4.1 section 11.4.
 *
 * @param capability CAP_REG
 * @param extendedCapability ECAP_REG
 * @param status GSTS_REG: bit 31 says that translation is on
 * @param rootTable RTADDR_REG
 */
public record VtdRegisters(long capability, long extendedCapability, long status, long rootTable) {
    /** Ways to read the root table (bits 11:10 of its address register). */
    public enum Mode {
        LEGACY, SCALABLE, RESERVED, ABORT
    }

    /**
     * Where only the root table is known: translation is on, and the unit can do whatever its tables ask for, so that
     * nothing is refused for a limit that is not known.
     */
    public static VtdRegisters ofRoot(long rootTable) {
        long addressBits = 63L << 16;
        long allLevels = 0x1f << 8;
        long allPages = 0xfL << 34;
        return new VtdRegisters(addressBits | allLevels | allPages, -1L, 1L << 31, rootTable);
    }

    public boolean translationOn() {
        return (status >>> 31 & 1) != 0;
    }

    public Mode mode() {
        return Mode.values()[(int) (rootTable >>> 10 & 3)];
    }

    public long rootTableAddress() {
        return rootTable & ~0xfffL;
    }

    /** Largest guest address width in bits. */
    int addressBits() {
        return (int) (capability >>> 16 & 0x3f) + 1;
    }

    /** Whether second-stage tables with so many levels are supported. */
    boolean supportsLevels(int levels) {
        return levels >= 2 && levels <= 5 && (capability >>> 8 >>> levels - 2 & 1) != 0;
    }

    /** Whether second-stage pages of 2 MiB (level 2) or 1 GiB (level 3) are supported. */
    boolean supportsLargePages(int level) {
        return (level == 2 || level == 3) && (capability >>> 34 >>> level - 2 & 1) != 0;
    }

    boolean supportsSnoopControl() {
        return (extendedCapability >>> 7 & 1) != 0;
    }

    boolean supportsDeviceTlb() {
        return (extendedCapability >>> 2 & 1) != 0;
    }

    boolean supportsPassThrough() {
        return (extendedCapability >>> 6 & 1) != 0;
    }
}
