package org.underpass.pci;

import java.util.List;

/**
 * Alternative Routing-ID Interpretation. PCI Express Base Specification, 7.8.7.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capability ARI Capability Register
 * @param control ARI Control Register
 */
public record Ari(int offset, int version, int capability, int control) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x000e;

    static Ari decode(Block block) {
        return new Ari(block.base(), block.version(), block.u16(4), block.u16(6));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Next Function Number, 8 bits wide; 0 ends the list. */
    public int nextFunction() {
        return capability >> 8;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITY, capability).add(Layout.CONTROL, control).list();
    }

    private static final class Layout {
        static final Register CAPABILITY = Register.of("ARI Capability Register", 4, 2)
                .flag("MFVC Function Groups Capability", 0).flag("ACS Function Groups Capability", 1)
                .number("Next Function Number", 8, 8);
        static final Register CONTROL = Register.of("ARI Control Register", 6, 2)
                .flag("MFVC Function Groups Enable", 0).flag("ACS Function Groups Enable", 1)
                .number("Function Group", 4, 3);
    }
}
