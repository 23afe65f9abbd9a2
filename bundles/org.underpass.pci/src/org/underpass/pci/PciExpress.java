package org.underpass.pci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * PCI Express Capability: what kind of port or function this is, its link, its slot, its resets. PCI Express Base
 * Specification, 7.5.3. Register groups that this kind of function does not have are empty.
 *
 * @param offset of the capability
 * @param capability PCI Express Capabilities Register
 * @param device Device Capabilities, Control, Status
 * @param link Link Capabilities, Control, Status; not for root complex integrated functions
 * @param slot Slot Capabilities, Control, Status; only with {@link #slotImplemented}
 * @param root Root Capabilities, Control, Status; root ports and event collectors
 * @param device2 second set, from capability version 2
 * @param link2 second set
 * @param slot2 second set
 */
public record PciExpress(int offset, int capability, Triple device, Optional<Triple> link, Optional<Triple> slot,
        Optional<Triple> root, Optional<Triple> device2, Optional<Triple> link2, Optional<Triple> slot2)
        implements StandardCapability {

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
        ENDPOINT("PCI Express Endpoint"),
        LEGACY_ENDPOINT("Legacy PCI Express Endpoint"),
        ROOT_PORT("Root Port of PCI Express Root Complex"),
        UPSTREAM_PORT("Upstream Port of PCI Express Switch"),
        DOWNSTREAM_PORT("Downstream Port of PCI Express Switch"),
        PCIE_TO_PCI_BRIDGE("PCI Express to PCI/PCI-X Bridge"),
        PCI_TO_PCIE_BRIDGE("PCI/PCI-X to PCI Express Bridge"),
        ROOT_COMPLEX_INTEGRATED_ENDPOINT("Root Complex Integrated Endpoint"),
        ROOT_COMPLEX_EVENT_COLLECTOR("Root Complex Event Collector"),
        /** Not assigned in the specification. */
        RESERVED("reserved");

        private final String title;

        Type(String title) {
            this.title = title;
        }

        /** Name in the specification. */
        public String title() {
            return title;
        }

        /** Whether this is a port or bridge, with a bus on its far side. */
        public boolean isPort() {
            return switch (this) {
                case ROOT_PORT, UPSTREAM_PORT, DOWNSTREAM_PORT, PCIE_TO_PCI_BRIDGE, PCI_TO_PCIE_BRIDGE -> true;
                default -> false;
            };
        }

        /** Whether the port looks down a link: root port or downstream port of a switch. */
        public boolean isDownstream() {
            return this == ROOT_PORT || this == DOWNSTREAM_PORT;
        }

        static Type of(int code) {
            return switch (code) {
                case 0 -> ENDPOINT;
                case 1 -> LEGACY_ENDPOINT;
                case 4 -> ROOT_PORT;
                case 5 -> UPSTREAM_PORT;
                case 6 -> DOWNSTREAM_PORT;
                case 7 -> PCIE_TO_PCI_BRIDGE;
                case 8 -> PCI_TO_PCIE_BRIDGE;
                case 9 -> ROOT_COMPLEX_INTEGRATED_ENDPOINT;
                case 10 -> ROOT_COMPLEX_EVENT_COLLECTOR;
                default -> RESERVED;
            };
        }
    }

    static PciExpress decode(Block block) {
        int capability = block.u16(2);
        Type type = Type.of(capability >> 4 & 0xf);
        boolean second = (capability & 0xf) >= 2;
        boolean link = type != Type.ROOT_COMPLEX_INTEGRATED_ENDPOINT && type != Type.ROOT_COMPLEX_EVENT_COLLECTOR
                && type != Type.RESERVED;
        boolean slot = (capability & 0x100) != 0 && (type.isDownstream() || type == Type.PCI_TO_PCIE_BRIDGE);
        boolean root = type == Type.ROOT_PORT || type == Type.ROOT_COMPLEX_EVENT_COLLECTOR;
        return new PciExpress(block.base(), capability, triple(block, 0x04), when(link, block, 0x0c),
                when(slot, block, 0x14),
                root ? Optional.of(new Triple(block.u16(0x1e), block.u16(0x1c), block.u32(0x20))) : Optional.empty(),
                when(second, block, 0x24), when(second && link, block, 0x2c), when(second && slot, block, 0x34));
    }

    private static Optional<Triple> when(boolean there, Block block, int at) {
        return there ? Optional.of(triple(block, at)) : Optional.empty();
    }

    private static Triple triple(Block block, int at) {
        return new Triple(block.u32(at), block.u16(at + 4), block.u16(at + 6));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Capability Version: 1 or 2. */
    public int version() {
        return capability & 0xf;
    }

    /** Device/Port Type. */
    public Type type() {
        return Type.of(capability >> 4 & 0xf);
    }

    /** Whether the link of a downstream port leads to a slot, not to something soldered. */
    public boolean slotImplemented() {
        return (capability & 0x100) != 0;
    }

    /** Function Level Reset Capability. */
    public boolean functionLevelReset() {
        return (device.capabilities() >> 28 & 1) != 0;
    }

    /** Largest payload that the function can, in bytes. */
    public int maxPayloadSupported() {
        return 128 << (device.capabilities() & 7);
    }

    /** Largest payload that it is allowed, in bytes. */
    public int maxPayload() {
        return 128 << (device.control() >> 5 & 7);
    }

    /** Largest read that it may request, in bytes. */
    public int maxReadRequest() {
        return 128 << (device.control() >> 12 & 7);
    }

    /** Transactions Pending. */
    public boolean transactionsPending() {
        return (device.status() & 0x20) != 0;
    }

    /** Present speed, as code: 1 is 2.5 GT/s, 2 is 5 GT/s, 3 is 8 GT/s and so on; empty without link. */
    public OptionalInt linkSpeed() {
        return bits(link.map(Triple::status), 0, 4);
    }

    /** Greatest speed, as code. */
    public OptionalInt maxLinkSpeed() {
        return bits(link.map(Triple::capabilities), 0, 4);
    }

    /** Present width in lanes; 0 where the link is down. */
    public OptionalInt linkWidth() {
        return bits(link.map(Triple::status), 4, 6);
    }

    /** Greatest width in lanes. */
    public OptionalInt maxLinkWidth() {
        return bits(link.map(Triple::capabilities), 4, 6);
    }

    /** ASPM Support: bit 0 is L0s, bit 1 is L1. */
    public OptionalInt aspmSupported() {
        return bits(link.map(Triple::capabilities), 10, 2);
    }

    /** ASPM Control, in the same bits. */
    public OptionalInt aspmEnabled() {
        return link.isPresent() ? OptionalInt.of(link.get().control() & 3) : OptionalInt.empty();
    }

    /** Physical Slot Number, as printed on the board where the firmware cares. */
    public OptionalInt slotNumber() {
        return bits(slot.map(Triple::capabilities), 19, 13);
    }

    /** Hot-Plug Capable. */
    public boolean hotPlugCapable() {
        return slot.isPresent() && (slot.get().capabilities() >> 6 & 1) != 0;
    }

    /** ARI Forwarding Enable of a downstream port. */
    public boolean ariForwarding() {
        return device2.isPresent() && (device2.get().control() & 0x20) != 0;
    }

    /** How a speed code reads: {@code 8 GT/s}. */
    public static String speedName(int code) {
        return Meaning.speed(code);
    }

    private static OptionalInt bits(Optional<Long> register, int low, int width) {
        return register.isPresent() ? OptionalInt.of((int) (register.get() >> low & (1L << width) - 1))
                : OptionalInt.empty();
    }

    @Override
    public List<Field> fields() {
        return PciExpressLayout.fields(this);
    }
}
