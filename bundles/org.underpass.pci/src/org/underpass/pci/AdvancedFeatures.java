package org.underpass.pci;

import java.util.List;

/**
 * Advanced Features: Function Level Reset for conventional PCI. PCI Advanced Capabilities ECN, 2006; PCI Express
 * Base Specification, 7.9.21.
 *
 * @param offset of the capability
 * @param length Length, always 6
 * @param capabilities AF Capabilities
 * @param control AF Control
 * @param status AF Status
 */
public record AdvancedFeatures(int offset, int length, int capabilities, int control, int status)
        implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x13;

    static AdvancedFeatures decode(Block block) {
        return new AdvancedFeatures(block.base(), block.u8(2), block.u8(3), block.u8(4), block.u8(5));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Whether pending transactions can be seen; without it the kernel does not use this reset. */
    public boolean transactionsPendingSupported() {
        return (capabilities & 1) != 0;
    }

    /** FLR_CAP. */
    public boolean functionLevelReset() {
        return (capabilities & 2) != 0;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.LENGTH, length).add(Layout.CAPABILITIES, capabilities)
                .add(Layout.CONTROL, control).add(Layout.STATUS, status).list();
    }

    private static final class Layout {
        static final Register LENGTH = Register.of("Length", 2, 1).whole(Meaning::bytes);
        static final Register CAPABILITIES = Register.of("AF Capabilities", 3, 1).flag("TP_CAP", 0).flag("FLR_CAP", 1);
        static final Register CONTROL = Register.of("AF Control", 4, 1).flag("INITIATE_FLR", 0);
        static final Register STATUS = Register.of("AF Status", 5, 1).flag("TP", 0);
    }
}
