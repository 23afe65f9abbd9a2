package org.underpass.pci;

/** Fields of the extended capabilities that have no type of their own and do not belong to the physical layer. */
final class ExtendedLayouts {

    /** PCI Express Base Specification, 7.8.1. */
    private static final Register POWER_SELECT = Register.of("Power Budgeting Data Select Register", 4, 1)
            .whole(Long::toString);
    private static final Register POWER_DATA = Register.of("Power Budgeting Data Register", 8, 4)
            .number("Base Power", 0, 8).number("Data Scale", 8, 2).number("PM Sub State", 10, 3)
            .field("PM State", 13, 2, value -> "D" + value).number("Type", 15, 3).number("Power Rail", 18, 3);
    private static final Register POWER_CAPABILITY = Register.of("Power Budget Capability Register", 12, 1)
            .flag("System Allocated", 0);

    /** 7.9.8. */
    private static final Register ELEMENT = Register.of("Element Self Description", 4, 4)
            .field("Element Type", 0, 4, value -> Meaning.of(value, "configuration space", "system egress port",
                    "internal root complex link"))
            .number("Number of Link Entries", 8, 8).hex("Component ID", 16, 8).hex("Port Number", 24, 8);
    private static final Register LINK_DESCRIPTION = Register.of("Link Description", 0x10, 4)
            .flag("Link Valid", 0)
            .field("Link Type", 1, 1, value -> value == 0 ? "memory-mapped space" : "configuration space")
            .flag("Associate RCRB Header", 2).hex("Target Component ID", 16, 8).hex("Target Port Number", 24, 8);
    private static final Register LINK_ADDRESS = Register.of("Link Address", 0x18, 8).whole(Meaning::hex);

    /** 7.9.10. */
    private static final Register ASSOCIATION_BITMAP =
            Register.of("Association Bitmap for RCiEPs", 4, 4).whole(Meaning::hex);
    private static final Register ASSOCIATED_BUSES = Register.of("RCEC Associated Bus Numbers Register", 8, 4)
            .hex("RCEC Next Bus", 8, 8).hex("RCEC Last Bus", 16, 8);

    /** 7.9.9, Internal Link Control has the layout of the link registers. */
    private static final Register RCRB_IDS = Register.of("RCRB Vendor ID and Device ID", 4, 4)
            .hex("Vendor ID", 0, 16).hex("Device ID", 16, 16);

    /** 7.9.11. */
    private static final Register MC_CAPABILITY = Register.of("Multicast Capability Register", 4, 2)
            .field("MC_Max_Group", 0, 6, value -> String.valueOf(value + 1))
            .number("MC_Window_Size_Requested", 8, 6).flag("MC_ECRC_Regeneration_Supported", 15);
    private static final Register MC_CONTROL = Register.of("Multicast Control Register", 6, 2)
            .field("MC_Num_Group", 0, 6, value -> String.valueOf(value + 1)).flag("MC_Enable", 15);
    private static final Register MC_BASE = Register.of("MC_Base_Address Register", 8, 8)
            .number("MC_Index_Position", 0, 6).field("MC_Base_Address", 12, 52, value -> Meaning.hex(value << 12));
    private static final Register MC_RECEIVE = Register.of("MC_Receive Register", 0x10, 8).whole(Meaning::hex);
    private static final Register MC_BLOCK_ALL = Register.of("MC_Block_All Register", 0x18, 8).whole(Meaning::hex);
    private static final Register MC_BLOCK_UNTRANSLATED =
            Register.of("MC_Block_Untranslated Register", 0x20, 8).whole(Meaning::hex);
    private static final Register MC_OVERLAY = Register.of("MC_Overlay_BAR", 0x28, 8)
            .number("MC_Overlay_Size", 0, 6).field("MC_Overlay_BAR", 6, 58, value -> Meaning.hex(value << 6));

    /** 7.9.12. */
    private static final Register DPA_CAPABILITY = Register.of("DPA Capability Register", 4, 4)
            .number("Substate_Max", 0, 5)
            .field("Transition Latency Unit", 8, 2, value -> Meaning.of(value, "1 ms", "10 ms", "100 ms"))
            .field("Power Allocation Scale", 12, 2, value -> Meaning.of(value, "10 W", "1 W", "0.1 W", "0.01 W"))
            .number("Transition Latency Value 0", 16, 8).number("Transition Latency Value 1", 24, 8);
    private static final Register DPA_LATENCY =
            Register.of("DPA Latency Indicator Register", 8, 4).whole(Meaning::hex);
    private static final Register DPA_STATUS = Register.of("DPA Status Register", 12, 2)
            .number("Substate_Status", 0, 5).flag("Substate Control Enabled", 8);
    private static final Register DPA_CONTROL = Register.of("DPA Control Register", 14, 2)
            .number("Substate_Control", 0, 5);
    private static final Register DPA_ALLOCATION =
            Register.of("Substate Power Allocation Register", 16, 1).whole(Long::toString);

    /** 7.9.13. */
    private static final Register TPH_CAPABILITY = Register.of("TPH Requester Capability Register", 4, 4)
            .flag("No ST Mode Supported", 0).flag("Interrupt Vector Mode Supported", 1)
            .flag("Device Specific Mode Supported", 2).flag("Extended TPH Requester Supported", 8)
            .field("ST Table Location", 9, 2, value -> Meaning.of(value, "not present", "in this capability",
                    "in the MSI-X table"))
            .field("ST Table Size", 16, 11, value -> value + 1 + " entries");
    private static final Register TPH_CONTROL = Register.of("TPH Requester Control Register", 8, 4)
            .field("ST Mode Select", 0, 3, value -> Meaning.of(value, "no ST mode", "interrupt vector mode",
                    "device specific mode"))
            .number("TPH Requester Enable", 8, 2);

    /** 7.9.15. */
    private static final Register PTM_CAPABILITY = Register.of("PTM Capability Register", 4, 4)
            .flag("PTM Requester Capable", 0).flag("PTM Responder Capable", 1).flag("PTM Root Capable", 2)
            .flag("ePTM Capable", 3)
            .field("Local Clock Granularity", 8, 8, ExtendedLayouts::granularity);
    private static final Register PTM_CONTROL = Register.of("PTM Control Register", 8, 4)
            .flag("PTM Enable", 0).flag("Root Select", 1)
            .field("Effective Granularity", 8, 8, ExtendedLayouts::granularity);

    /** 7.9.16 of revision 4.0, withdrawn later. */
    private static final Register LN_CAPABILITY = Register.of("LNR Capability Register", 4, 2)
            .flag("LNR-64 Supported", 0).flag("LNR-128 Supported", 1)
            .field("LNR Registration MAX", 8, 5, value -> String.valueOf(1L << value));
    private static final Register LN_CONTROL = Register.of("LNR Control Register", 6, 2)
            .flag("LNR Enable", 0).flag("LNR CLS", 1)
            .field("LNR Registration Limit", 8, 5, value -> String.valueOf(1L << value));

    /** 7.9.20 and 7.9.19. */
    private static final Register FRS_CAPABILITY = Register.of("FRS Queueing Capability Register", 4, 4)
            .number("FRS Queue Max Depth", 0, 12).number("FRS Interrupt Message Number", 16, 5);
    private static final Register READINESS_1 = Register.of("Readiness Time Reporting 1 Register", 4, 4)
            .hex("Reset Time", 0, 12).hex("DL_Up Time", 12, 12).flag("Valid", 31);
    private static final Register READINESS_2 = Register.of("Readiness Time Reporting 2 Register", 8, 4)
            .hex("FLR Time", 0, 12).hex("D3Hot to D0 Time", 12, 12);

    /** 7.9.24. */
    private static final Register DOE_CAPABILITY = Register.of("DOE Capabilities Register", 4, 4)
            .flag("DOE Interrupt Support", 0).number("DOE Interrupt Message Number", 1, 11)
            .flag("DOE Attention Mechanism Support", 12).flag("DOE Async Message Support", 13);
    private static final Register DOE_CONTROL = Register.of("DOE Control Register", 8, 4)
            .flag("DOE Abort", 0).flag("DOE Interrupt Enable", 1).flag("DOE Attention Not Needed", 2)
            .flag("DOE Async Message Enable", 3).flag("DOE Go", 31);
    private static final Register DOE_STATUS = Register.of("DOE Status Register", 12, 4)
            .flag("DOE Busy", 0).flag("DOE Interrupt Status", 1).flag("DOE Error", 2)
            .flag("DOE Async Message Status", 3).flag("DOE At Attention", 4).flag("Data Object Ready", 31);

    private ExtendedLayouts() {
    }

    /** Whether the layout is known, and if so, reads it. */
    static boolean read(int id, FieldList list, Block block) {
        switch (id) {
            case 0x00 -> {
                // Null is nothing but its header
            }
            case 0x02, 0x08, 0x09 -> VirtualChannelLayout.read(list, block, id == 0x08);
            case 0x04 -> all(list, POWER_SELECT, POWER_DATA, POWER_CAPABILITY);
            case 0x05 -> rootComplexLinks(list, block);
            case 0x07 -> {
                list.read(ASSOCIATION_BITMAP);
                if (block.version() >= 2) {
                    list.read(ASSOCIATED_BUSES);
                }
            }
            case 0x0a -> list.read(RCRB_IDS);
            case 0x12 -> multicast(list, block);
            case 0x16 -> powerAllocation(list);
            case 0x17 -> all(list, TPH_CAPABILITY, TPH_CONTROL);
            case 0x1c -> all(list, LN_CAPABILITY, LN_CONTROL);
            case 0x1f -> all(list, PTM_CAPABILITY, PTM_CONTROL);
            case 0x21 -> list.read(FRS_CAPABILITY);
            case 0x22 -> all(list, READINESS_1, READINESS_2);
            case 0x2e -> all(list, DOE_CAPABILITY, DOE_CONTROL, DOE_STATUS);
            case 0x30 -> IdeLayout.read(list, block);
            default -> {
                return PhysicalLayouts.read(id, list, block);
            }
        }
        return true;
    }

    static void all(FieldList list, Register... registers) {
        for (Register register : registers) {
            list.read(register);
        }
    }

    private static void rootComplexLinks(FieldList list, Block block) {
        long links = list.read(ELEMENT) >> 8 & 0xff;
        for (int index = 0; index < links && block.isWhole(); index++) {
            String prefix = "Link Entry " + (index + 1) + " ";
            list.read(prefix, LINK_DESCRIPTION, 16 * index);
            list.read(prefix, LINK_ADDRESS, 16 * index);
        }
    }

    /** The overlay BAR exists in ports of switches and in root ports only. */
    private static void multicast(FieldList list, Block block) {
        all(list, MC_CAPABILITY, MC_CONTROL, MC_BASE, MC_RECEIVE, MC_BLOCK_ALL, MC_BLOCK_UNTRANSLATED);
        if (block.config().has(0x0e, 1) && (block.config().u8(0x0e) & 0x7f) == 1) {
            list.read(MC_OVERLAY);
        }
    }

    private static void powerAllocation(FieldList list) {
        long last = list.read(DPA_CAPABILITY) & 0x1f;
        all(list, DPA_LATENCY, DPA_STATUS, DPA_CONTROL);
        for (int index = 0; index <= last; index++) {
            list.read(index + " ", DPA_ALLOCATION, index);
        }
    }

    private static String granularity(long value) {
        return value == 0 ? "not implemented or unknown" : value == 0xff ? "above 254 ns" : value + " ns";
    }
}
