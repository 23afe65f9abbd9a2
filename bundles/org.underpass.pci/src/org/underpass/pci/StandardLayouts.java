package org.underpass.pci;

/** Fields of the standard capabilities that have no type of their own. */
final class StandardLayouts {

    /** PCI-X Addendum to the PCI Local Bus Specification 2.0, section 7. */
    private static final Register PCIX_COMMAND = Register.of("PCI-X Command", 2, 2)
            .flag("Data Parity Error Recovery Enable", 0).flag("Enable Relaxed Ordering", 1)
            .field("Maximum Memory Read Byte Count", 2, 2, value -> Meaning.bytes(512L << value))
            .field("Maximum Outstanding Split Transactions", 4, 3, StandardLayouts::splits);
    private static final Register PCIX_STATUS = Register.of("PCI-X Status", 4, 4)
            .number("Function Number", 0, 3).hex("Device Number", 3, 5).hex("Bus Number", 8, 8)
            .flag("64-bit Device", 16).flag("133 MHz Capable", 17).flag("Split Completion Discarded", 18)
            .flag("Unexpected Split Completion", 19)
            .field("Device Complexity", 20, 1, value -> value == 0 ? "simple device" : "bridge device")
            .field("Designed Maximum Memory Read Byte Count", 21, 2, value -> Meaning.bytes(512L << value))
            .field("Designed Maximum Outstanding Split Transactions", 23, 3, StandardLayouts::splits)
            .field("Designed Maximum Cumulative Read Size", 26, 3, value -> Meaning.bytes(1024L << value))
            .flag("Received Split Completion Error Message", 29).flag("PCI-X 266 Capable", 30)
            .flag("PCI-X 533 Capable", 31);
    private static final Register PCIX_SECONDARY_STATUS = Register.of("PCI-X Secondary Status", 2, 2)
            .flag("64-bit Device", 0).flag("133 MHz Capable", 1).flag("Split Completion Discarded", 2)
            .flag("Unexpected Split Completion", 3).flag("Split Completion Overrun", 4)
            .flag("Split Request Delayed", 5)
            .field("Secondary Clock Frequency", 6, 3, value -> Meaning.of(value, "conventional", "66 MHz", "100 MHz",
                    "133 MHz"));
    private static final Register PCIX_BRIDGE_STATUS = Register.of("PCI-X Bridge Status", 4, 4)
            .number("Function Number", 0, 3).hex("Device Number", 3, 5).hex("Bus Number", 8, 8)
            .flag("64-bit Device", 16).flag("133 MHz Capable", 17).flag("Split Completion Discarded", 18)
            .flag("Unexpected Split Completion", 19).flag("Split Completion Overrun", 20)
            .flag("Split Request Delayed", 21);
    private static final Register PCIX_UPSTREAM = Register.of("Upstream Split Transaction Register", 8, 4)
            .number("Split Transaction Capacity", 0, 16).number("Split Transaction Commitment Limit", 16, 16);
    private static final Register PCIX_DOWNSTREAM = Register.of("Downstream Split Transaction Register", 12, 4)
            .number("Split Transaction Capacity", 0, 16).number("Split Transaction Commitment Limit", 16, 16);

    /** PCI-to-PCI Bridge Architecture Specification 1.2, 13.2. */
    private static final Register EXPANSION_SLOT = Register.of("Expansion Slot Register", 2, 1)
            .number("Expansion Slots Provided", 0, 5).flag("First In Chassis", 5);
    private static final Register CHASSIS = Register.of("Chassis Number Register", 3, 1).whole(Long::toString);

    /** Serial ATA AHCI Specification 1.3.1, 2.4. */
    private static final Register SATA_0 = Register.of("SATA Capability Register 0", 2, 2)
            .number("Minor Revision", 0, 4).number("Major Revision", 4, 4);
    private static final Register SATA_1 = Register.of("SATA Capability Register 1", 4, 4)
            .field("BAR Location", 0, 4, value -> value >= 4 && value <= 9 ? "BAR " + (value - 4)
                    : value == 0xf ? "configuration space" : "reserved (" + value + ")")
            .field("BAR Offset", 4, 20, value -> Meaning.hex(value << 2));

    /** PCI Express Base Specification, 7.8.10. */
    private static final Register FLATTENING = Register.of("FPB Capabilities Register", 4, 4)
            .flag("FPB RID Decode Mechanism Supported", 0).flag("FPB MEM Low Decode Mechanism Supported", 1)
            .flag("FPB MEM High Decode Mechanism Supported", 2).number("FPB Num Sec Dev", 3, 5);

    private StandardLayouts() {
    }

    /** Whether the layout is known, and if so, reads it. */
    static boolean read(int id, FieldList list, Block block) {
        switch (id) {
            case 0x00, 0x0c -> {
                // Null and Hot-Plug are nothing but their header
            }
            case 0x04 -> {
                list.read(EXPANSION_SLOT);
                list.read(CHASSIS);
            }
            case 0x07 -> {
                boolean bridge = block.config().has(0x0e, 1) && (block.config().u8(0x0e) & 0x7f) == 1;
                if (bridge) {
                    list.read(PCIX_SECONDARY_STATUS);
                    list.read(PCIX_BRIDGE_STATUS);
                    list.read(PCIX_UPSTREAM);
                    list.read(PCIX_DOWNSTREAM);
                } else {
                    list.read(PCIX_COMMAND);
                    list.read(PCIX_STATUS);
                }
            }
            case 0x12 -> {
                list.read(SATA_0);
                list.read(SATA_1);
            }
            case 0x15 -> list.read(FLATTENING);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String splits(long value) {
        return Meaning.of(value, "1", "2", "3", "4", "8", "12", "16", "32");
    }
}
