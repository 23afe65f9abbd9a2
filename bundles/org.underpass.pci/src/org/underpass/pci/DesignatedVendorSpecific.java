package org.underpass.pci;

import java.util.List;

/**
 * Designated Vendor-Specific Extended Capability: defined by a vendor for functions of any vendor; CXL above all.
 * PCI Express Base Specification, 7.9.6.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param header1 Designated Vendor-Specific Header 1, 32 bits
 * @param dvsecId DVSEC ID
 * @param fields all fields, those of the CXL structures included
 */
public record DesignatedVendorSpecific(int offset, int version, long header1, int dvsecId, List<Field> fields)
        implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0023;
    /** DVSEC Vendor ID of the CXL consortium. */
    public static final int CXL_VENDOR = 0x1e98;

    /** Copies the list. */
    public DesignatedVendorSpecific {
        fields = List.copyOf(fields);
    }

    static DesignatedVendorSpecific decode(Block block) {
        FieldList list = new FieldList(block);
        long header1 = list.read(Layout.HEADER_1);
        int dvsecId = (int) list.read(Layout.HEADER_2);
        if ((header1 & 0xffff) == CXL_VENDOR) {
            CxlLayout.add(list, block, dvsecId, (int) (header1 >> 16 & 0xf), (int) (header1 >> 20));
        }
        return new DesignatedVendorSpecific(block.base(), block.version(), header1, dvsecId, list.list());
    }

    @Override
    public int id() {
        return ID;
    }

    /** DVSEC Vendor ID, who defined the structure. */
    public int vendor() {
        return (int) header1 & 0xffff;
    }

    /** DVSEC Revision. */
    public int revision() {
        return (int) (header1 >> 16 & 0xf);
    }

    /** DVSEC Length in bytes, headers included. */
    public int length() {
        return (int) (header1 >> 20);
    }

    private static final class Layout {
        static final Register HEADER_1 = Register.of("Designated Vendor-Specific Header 1", 4, 4)
                .hex("DVSEC Vendor ID", 0, 16).number("DVSEC Revision", 16, 4)
                .field("DVSEC Length", 20, 12, Meaning::bytes);
        static final Register HEADER_2 = Register.of("Designated Vendor-Specific Header 2", 8, 2)
                .hex("DVSEC ID", 0, 16);
    }
}
