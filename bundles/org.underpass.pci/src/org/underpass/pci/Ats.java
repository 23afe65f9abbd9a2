package org.underpass.pci;

import java.util.List;

/**
 * Address Translation Services: the function keeps translations itself. PCI Express Base Specification, 10.5.1.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capability ATS Capability Register
 * @param control ATS Control Register
 */
public record Ats(int offset, int version, int capability, int control) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x000f;

    static Ats decode(Block block) {
        return new Ats(block.base(), block.version(), block.u16(4), block.u16(6));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Invalidate Queue Depth; 0 stands for 32. */
    public int invalidateQueueDepth() {
        return (capability & 0x1f) == 0 ? 32 : capability & 0x1f;
    }

    /** Enable: the function may request translations and use translated addresses. */
    public boolean enabled() {
        return (control & 0x8000) != 0;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITY, capability).add(Layout.CONTROL, control).list();
    }

    private static final class Layout {
        static final Register CAPABILITY = Register.of("ATS Capability Register", 4, 2)
                .field("Invalidate Queue Depth", 0, 5, value -> String.valueOf(value == 0 ? 32 : value))
                .flag("Page Aligned Request", 5).flag("Global Invalidate Supported", 6)
                .flag("Relaxed Ordering Supported", 7).flag("ATS Memory Attributes Supported", 8);
        static final Register CONTROL = Register.of("ATS Control Register", 6, 2)
                .field("Smallest Translation Unit", 0, 5, value -> Meaning.size(4096L << value))
                .flag("ATS Memory Attributes Enable", 14).flag("Enable", 15);
    }
}
