package org.underpass.pci;

import java.util.List;

/**
 * Vendor-Specific Extended Capability. PCI Express Base Specification, 7.9.5.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param header Vendor-Specific Header, 32 bits
 */
public record VendorSpecificExtended(int offset, int version, long header) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x000b;

    static VendorSpecificExtended decode(Block block) {
        return new VendorSpecificExtended(block.base(), block.version(), block.u32(4));
    }

    @Override
    public int id() {
        return ID;
    }

    /** VSEC ID; its meaning depends on the function's Vendor ID. */
    public int vsecId() {
        return (int) header & 0xffff;
    }

    /** VSEC Length in bytes, headers included. */
    public int length() {
        return (int) (header >> 20);
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.HEADER, header).list();
    }

    private static final class Layout {
        static final Register HEADER = Register.of("Vendor-Specific Header", 4, 4)
                .hex("VSEC ID", 0, 16).number("VSEC Rev", 16, 4).field("VSEC Length", 20, 12, Meaning::bytes);
    }
}
