package org.underpass.pci;

import java.util.List;

/**
 * Debug Port of a USB 2 controller. EHCI Specification 1.0, appendix C.
 *
 * @param offset of the capability
 * @param register Debug Port: BAR and offset
 */
public record DebugPort(int offset, int register) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x0a;

    static DebugPort decode(Block block) {
        return new DebugPort(block.base(), block.u16(2));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.PORT, register).list();
    }

    private static final class Layout {
        static final Register PORT = Register.of("Debug Port", 2, 2)
                .hex("Debug Port Offset", 0, 13).number("BAR#", 13, 3);
    }
}
