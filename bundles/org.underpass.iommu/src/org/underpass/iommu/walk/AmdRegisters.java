package org.underpass.iommu.walk;

/**
 * The registers of an AMD IOMMU that a walk depends on. Source: AMD IOMMU specification 3.08 section 3.4.
 *
 * @param deviceTable the Device Table Base Address Register: address, and in bits 8:0 its length in 4 KiB less one
 * @param control the control register: bit 0 says that the unit is on
 */
public record AmdRegisters(long deviceTable, long control) {

    /** Where only the device table is known: the unit counts as being on. */
    public static AmdRegisters ofDeviceTable(long deviceTable) {
        return new AmdRegisters(deviceTable, 1);
    }

    public boolean on() {
        return (control & 1) != 0;
    }

    long deviceTableAddress() {
        return deviceTable & 0x000f_ffff_ffff_f000L;
    }

    /** Bytes. */
    long deviceTableLength() {
        return ((deviceTable & 0x1ff) + 1) * 4096;
    }
}
