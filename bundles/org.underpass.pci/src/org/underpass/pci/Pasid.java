package org.underpass.pci;

import java.util.List;

/**
 * Process Address Space ID. PCI Express Base Specification, 7.8.9.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capability PASID Capability Register
 * @param control PASID Control Register
 */
public record Pasid(int offset, int version, int capability, int control) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x001b;

    static Pasid decode(Block block) {
        return new Pasid(block.base(), block.version(), block.u16(4), block.u16(6));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Max PASID Width in bits. */
    public int width() {
        return capability >> 8 & 0x1f;
    }

    /** PASID Enable. */
    public boolean enabled() {
        return (control & 1) != 0;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITY, capability).add(Layout.CONTROL, control).list();
    }

    private static final class Layout {
        static final Register CAPABILITY = Register.of("PASID Capability Register", 4, 2)
                .flag("Execute Permission Supported", 1).flag("Privileged Mode Supported", 2)
                .flag("Translated Requests with PASID Supported", 3)
                .field("Max PASID Width", 8, 5, value -> value + " bits");
        static final Register CONTROL = Register.of("PASID Control Register", 6, 2)
                .flag("PASID Enable", 0).flag("Execute Permission Enable", 1).flag("Privileged Mode Enable", 2)
                .flag("Translated Requests with PASID Enable", 3);
    }
}
