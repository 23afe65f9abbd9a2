package org.underpass.iommu.walk;

/**
 * The AMD64 GART's registers, in the configuration space of a processor's function 3. Source: AMD BKDG for family 10h,
 * registers F3x90, F3x94 and F3x98.
 *
 * @param control F3x90: bit 0 enables, bits 3:1 are the aperture's size, bit 5 leaves devices out
 * @param apertureBase F3x94: bits 39:25 of the aperture's address
 * @param tableBase F3x98: bits 39:12 of the table's address, in bits 31:4
 */
public record GartRegisters(long control, long apertureBase, long tableBase) {
    public boolean on() {
        return (control & 1) != 0 && (control >>> 5 & 1) == 0;
    }

    public long aperture() {
        return (apertureBase & 0x7fff) << 25;
    }

    /** Bytes. */
    public long apertureLength() {
        return 32L << 20 << (control >>> 1 & 7);
    }

    public long table() {
        return (tableBase & 0xffff_fff0L) << 8;
    }
}
