package org.underpass.pci;

/** Fields of Virtual Channel and Multi-Function Virtual Channel. PCI Express Base Specification, 7.9.1 and 7.9.2. */
final class VirtualChannelLayout {

    private static final Register CAPABILITY_1 = Register.of("Port VC Capability Register 1", 4, 4)
            .number("Extended VC Count", 0, 3).number("Low Priority Extended VC Count", 4, 3)
            .field("Reference Clock", 8, 2, value -> Meaning.of(value, "100 ns"))
            .field("Port Arbitration Table Entry Size", 10, 2, value -> (1L << value) + " bits");
    private static final Register CAPABILITY_2 = Register.of("Port VC Capability Register 2", 8, 4)
            .flag("VC Arbitration Capability: hardware fixed", 0).flag("VC Arbitration Capability: WRR 32 phases", 1)
            .flag("VC Arbitration Capability: WRR 64 phases", 2)
            .flag("VC Arbitration Capability: WRR 128 phases", 3)
            .field("VC Arbitration Table Offset", 24, 8, value -> Meaning.hex(value << 4));
    private static final Register CONTROL = Register.of("Port VC Control Register", 12, 2)
            .flag("Load VC Arbitration Table", 0)
            .field("VC Arbitration Select", 1, 3, value -> Meaning.of(value, "hardware fixed", "WRR 32 phases",
                    "WRR 64 phases", "WRR 128 phases"));
    private static final Register STATUS = Register.of("Port VC Status Register", 14, 2)
            .flag("VC Arbitration Table Status", 0);
    private static final Register RESOURCE_CAPABILITY = Register.of("VC Resource Capability Register", 0x10, 4)
            .flag("Port Arbitration Capability: hardware fixed", 0)
            .flag("Port Arbitration Capability: WRR 32 phases", 1)
            .flag("Port Arbitration Capability: WRR 64 phases", 2)
            .flag("Port Arbitration Capability: WRR 128 phases", 3)
            .flag("Port Arbitration Capability: time-based WRR 128 phases", 4)
            .flag("Port Arbitration Capability: WRR 256 phases", 5)
            .flag("Reject Snoop Transactions", 15)
            .field("Maximum Time Slots", 16, 7, value -> String.valueOf(value + 1))
            .field("Port Arbitration Table Offset", 24, 8, value -> Meaning.hex(value << 4));
    private static final Register RESOURCE_CONTROL = Register.of("VC Resource Control Register", 0x14, 4)
            .hex("TC/VC Map", 0, 8).flag("Load Port Arbitration Table", 16)
            .field("Port Arbitration Select", 17, 3, value -> Meaning.of(value, "hardware fixed", "WRR 32 phases",
                    "WRR 64 phases", "WRR 128 phases", "time-based WRR 128 phases", "WRR 256 phases"))
            .number("VC ID", 24, 3).flag("VC Enable", 31);
    private static final Register RESOURCE_STATUS = Register.of("VC Resource Status Register", 0x1a, 2)
            .flag("Port Arbitration Table Status", 0).flag("VC Negotiation Pending", 1);

    private VirtualChannelLayout() {
    }

    /** @param functions whether the arbitration is among functions instead of ports; the layout is the same */
    static void read(FieldList list, Block block, boolean functions) {
        String prefix = functions ? "MFVC " : "";
        long channels = list.read(prefix, CAPABILITY_1, 0) & 7;
        list.read(prefix, CAPABILITY_2, 0);
        list.read(prefix, CONTROL, 0);
        list.read(prefix, STATUS, 0);
        for (int index = 0; index <= channels && block.isWhole(); index++) {
            String channel = prefix + "VC" + index + " ";
            list.read(channel, RESOURCE_CAPABILITY, 12 * index);
            list.read(channel, RESOURCE_CONTROL, 12 * index);
            list.read(channel, RESOURCE_STATUS, 12 * index);
        }
    }
}
