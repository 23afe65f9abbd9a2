package org.underpass.pci;

import java.util.List;
import java.util.Optional;

/**
 * PCI Express Capability: what kind of port or function this is, its link, its slot, its resets. PCI Express Base
 * Specification, 7.5.3.
 *
 * <p>Registers that this function does not implement are empty; so are those that the source cuts off.
 *
 * @param offset of the capability
 * @param capability PCI Express Capabilities Register
 * @param device Device Capabilities, Control, Status
 * @param link Link Capabilities, Control, Status; absent where the function has no link
 * @param slot Slot Capabilities, Control, Status; only with {@link #slotImplemented}
 * @param root Root Control, Capabilities, Status; root ports and event collectors
 * @param device2 second set, from capability version 2
 * @param link2 second set
 * @param slot2 second set
 */
public record PciExpress(int offset, int capability, Triple device, Optional<Triple> link, Optional<Triple> slot,
        Optional<Triple> root, Optional<Triple> device2, Optional<Triple> link2, Optional<Triple> slot2)
        implements Capability {

    /** Capability ID. */
    public static final int ID = 0x10;

    /**
     * Capabilities, Control and Status of one kind.
     *
     * @param capabilities what the hardware can, 32 bits (16 for root)
     * @param control how it is set up, 16 bits
     * @param status how it is, 16 bits (32 for root)
     */
    public record Triple(long capabilities, int control, long status) {
    }

    /** Device/Port Type. */
    public enum Type {
        ENDPOINT("Endpoint"),
        LEGACY_ENDPOINT("Legacy Endpoint"),
        UNKNOWN_2("Reserved type 2"),
        UNKNOWN_3("Reserved type 3"),
        ROOT_PORT("Root Port"),
        UPSTREAM_PORT("Upstream Port"),
        DOWNSTREAM_PORT("Downstream Port"),
        PCIE_TO_PCI_BRIDGE("PCI Express to PCI/PCI-X Bridge"),
        PCI_TO_PCIE_BRIDGE("PCI/PCI-X to PCI Express Bridge"),
        ROOT_COMPLEX_INTEGRATED_ENDPOINT("Root Complex Integrated Endpoint"),
        ROOT_COMPLEX_EVENT_COLLECTOR("Root Complex Event Collector"),
        UNKNOWN_11("Reserved type 11"),
        UNKNOWN_12("Reserved type 12"),
        UNKNOWN_13("Reserved type 13"),
        UNKNOWN_14("Reserved type 14"),
        UNKNOWN_15("Reserved type 15");

        private final String title;

        Type(String title) {
            this.title = title;
        }

        /** Name in the specification. */
        public String title() {
            return title;
        }

        /** Whether a bus lies on the far side. */
        public boolean isPort() {
            return this == ROOT_PORT || this == UPSTREAM_PORT || this == DOWNSTREAM_PORT
                    || this == PCIE_TO_PCI_BRIDGE || this == PCI_TO_PCIE_BRIDGE;
        }
    }

    /** Capability Version: 1 or 2. */
    public int version() {
        return capability & 0xf;
    }

    /** Device/Port Type. */
    public Type type() {
        return Type.values()[capability >> 4 & 0xf];
    }

    /** Whether a downstream port's link leads to a slot. */
    public boolean slotImplemented() {
        return (capability & 0x100) != 0;
    }

    /** Function Level Reset Capability. */
    public boolean functionLevelReset() {
        return (device.capabilities() >> 28 & 1) != 0;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "PCI Express";
    }

    @Override
    public boolean extended() {
        return false;
    }

    @Override
    public List<Field> fields() {
        return PciExpressLayout.fields(this);
    }

    static Capability decode(ConfigSpace config, int offset) {
        if (!config.has(offset, 12)) {
            return CapabilityReader.cut(config, ID, "PCI Express", offset, false, 12);
        }
        int capability = config.u16(offset + 2);
        int type = capability >> 4 & 0xf;
        boolean version2 = (capability & 0xf) >= 2;
        boolean port = type == 4 || type == 6;
        boolean hasLink = type != 9 && type != 10;
        boolean hasSlot = (type == 4 || type == 6) && (capability & 0x100) != 0;
        boolean hasRoot = type == 4 || type == 10;
        return new PciExpress(offset, capability, triple(config, offset + 4).orElseThrow(),
                when(hasLink, config, offset + 0x0c), when(hasSlot, config, offset + 0x14),
                hasRoot ? rootTriple(config, offset + 0x1c) : Optional.empty(),
                when(version2, config, offset + 0x24), when(version2 && hasLink, config, offset + 0x2c),
                when(version2 && port && hasSlot, config, offset + 0x34));
    }

    private static Optional<Triple> when(boolean there, ConfigSpace config, int at) {
        return there ? triple(config, at) : Optional.empty();
    }

    private static Optional<Triple> triple(ConfigSpace config, int at) {
        return config.has(at, 8)
                ? Optional.of(new Triple(config.u32(at), config.u16(at + 4), config.u16(at + 6)))
                : Optional.empty();
    }

    private static Optional<Triple> rootTriple(ConfigSpace config, int at) {
        return config.has(at, 8)
                ? Optional.of(new Triple(config.u16(at + 2), config.u16(at), config.u32(at + 4)))
                : Optional.empty();
    }
}
