package org.underpass.pci;

import java.util.List;

/**
 * Subsystem ids of a bridge. PCI Express Base Specification, 7.9.23.
 *
 * @param offset of the capability
 * @param subsystemVendor Subsystem Vendor ID
 * @param subsystemDevice Subsystem ID
 */
public record BridgeSubsystem(int offset, int subsystemVendor, int subsystemDevice) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x0d;

    static BridgeSubsystem decode(Block block) {
        return new BridgeSubsystem(block.base(), block.u16(4), block.u16(6));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.VENDOR, subsystemVendor).add(Layout.DEVICE, subsystemDevice).list();
    }

    private static final class Layout {
        static final Register VENDOR = Register.of("SSVID", 4, 2).whole(Meaning::hex);
        static final Register DEVICE = Register.of("SSID", 6, 2).whole(Meaning::hex);
    }
}
