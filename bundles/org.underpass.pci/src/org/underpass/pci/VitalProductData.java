package org.underpass.pci;

import java.util.List;

/**
 * Vital Product Data: a window, the data themselves are not in configuration space. PCI Express Base Specification,
 * 7.9.18.
 *
 * @param offset of the capability
 * @param address VPD Address, 15 bits, and flag F in bit 15
 * @param data VPD Data, as left by the last access
 */
public record VitalProductData(int offset, int address, long data) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x03;

    static VitalProductData decode(Block block) {
        return new VitalProductData(block.base(), block.u16(2), block.u32(4));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.ADDRESS, address).add(Layout.DATA, data).list();
    }

    private static final class Layout {
        static final Register ADDRESS = Register.of("VPD Address Register", 2, 2)
                .hex("VPD Address", 0, 15).flag("F", 15);
        static final Register DATA = Register.of("VPD Data Register", 4, 4).whole(Meaning::hex);
    }
}
