package org.underpass.pci;

/** Fields of the CXL structures. Compute Express Link Specification 3.1, 8.1. */
final class CxlLayout {

    private static final Register CAPABILITY = Register.of("DVSEC CXL Capability", 0x0a, 2)
            .flag("Cache_Capable", 0).flag("IO_Capable", 1).flag("Mem_Capable", 2).flag("Mem_HwInit_Mode", 3)
            .number("HDM_Count", 4, 2).flag("Cache Writeback and Invalidate Capable", 6)
            .flag("CXL Reset Capable", 7).number("CXL Reset Timeout", 8, 3).flag("CXL Reset Mem Clr Capable", 11)
            .flag("TSP Capable", 12).flag("Multiple Logical Device", 13).flag("Viral_Capable", 14)
            .flag("PM Init Completion Reporting Capable", 15);
    private static final Register CONTROL = Register.of("DVSEC CXL Control", 0x0c, 2)
            .flag("Cache_Enable", 0).flag("IO_Enable", 1).flag("Mem_Enable", 2).number("Cache_SF_Coverage", 3, 5)
            .number("Cache_SF_Granularity", 8, 3).flag("Cache_Clean_Eviction", 11).flag("Viral_Enable", 14);
    private static final Register STATUS = Register.of("DVSEC CXL Status", 0x0e, 2).flag("Viral_Status", 14);
    private static final Register CONTROL_2 = Register.of("DVSEC CXL Control2", 0x10, 2)
            .flag("Disable Caching", 0).flag("Initiate Cache Write Back and Invalidation", 1)
            .flag("Initiate CXL Reset", 2).flag("CXL Reset Mem Clr Enable", 3);
    private static final Register STATUS_2 = Register.of("DVSEC CXL Status2", 0x12, 2)
            .flag("Cache Invalid", 0).flag("CXL Reset Complete", 1).flag("CXL Reset Error", 2)
            .flag("Volatile HDM Preservation Error", 3).flag("Power Management Initialization Complete", 15);
    private static final Register CAPABILITY_2 = Register.of("DVSEC CXL Capability2", 0x16, 2)
            .field("Cache Size Unit", 0, 4, value -> Meaning.of(value, "not reported", "64 KiB", "1 MiB"))
            .number("Cache Size", 8, 8);
    private static final Register RANGE_SIZE_HIGH = Register.of("Range Size High", 0x18, 4).whole(Meaning::hex);
    private static final Register RANGE_SIZE_LOW = Register.of("Range Size Low", 0x1c, 4)
            .flag("Memory_Info_Valid", 0).flag("Memory_Active", 1)
            .field("Media_Type", 2, 3, value -> Meaning.of(value, "volatile", "non-volatile", "CDAT"))
            .field("Memory_Class", 5, 3, value -> Meaning.of(value, "DRAM", "storage", "CDAT"))
            .number("Desired_Interleave", 8, 5).number("Memory_Active_Timeout", 13, 3)
            .field("Memory_Size_Low", 28, 4, value -> Meaning.hex(value << 28));
    private static final Register RANGE_BASE_HIGH = Register.of("Range Base High", 0x20, 4).whole(Meaning::hex);
    private static final Register RANGE_BASE_LOW = Register.of("Range Base Low", 0x24, 4)
            .field("Memory_Base_Low", 28, 4, value -> Meaning.hex(value << 28));

    private static final Register FUNCTION_MAP = Register.of("Non-CXL Function Map", 0x0c, 4).whole(Meaning::hex);

    private static final Register PORT_STATUS = Register.of("CXL Port Extension Status", 0x0a, 2)
            .flag("Port Power Management Initialization Complete", 0).flag("Viral Status", 14);
    private static final Register PORT_CONTROL = Register.of("Port Control Extensions", 0x0c, 2)
            .flag("Unmask SBR", 0).flag("Unmask Link Disable", 1).flag("Alt Memory and ID Space Enable", 2)
            .flag("Alt BME", 3).flag("UIO To HDM Enable", 4).flag("Viral Enable", 14);
    private static final Register ALTERNATE_BUSES = Register.of("Alternate Bus Numbers", 0x0e, 2)
            .hex("Alternate Bus Base", 0, 8).hex("Alternate Bus Limit", 8, 8);
    private static final Register ALTERNATE_MEMORY = Register.of("Alternate Memory", 0x10, 4)
            .hex("Alternate Memory Base", 4, 12).hex("Alternate Memory Limit", 20, 12);

    private static final Register GPF_PORT_1 = Register.of("GPF Phase 1 Control", 0x0c, 2)
            .number("Port GPF Phase 1 Timeout Base", 0, 4).number("Port GPF Phase 1 Timeout Scale", 8, 4);
    private static final Register GPF_PORT_2 = Register.of("GPF Phase 2 Control", 0x0e, 2)
            .number("Port GPF Phase 2 Timeout Base", 0, 4).number("Port GPF Phase 2 Timeout Scale", 8, 4);
    private static final Register GPF_DEVICE = Register.of("GPF Phase 2 Duration", 0x0a, 2)
            .number("Device GPF Phase 2 Time Base", 0, 4).number("Device GPF Phase 2 Time Scale", 8, 4);
    private static final Register GPF_POWER = Register.of("GPF Phase 2 Power", 0x0c, 4)
            .whole(value -> value + " mW");

    private static final Register FLEX_CAPABILITY = Register.of("DVSEC Flex Bus Port Capability", 0x0a, 2)
            .flag("Cache_Capable", 0).flag("IO_Capable", 1).flag("Mem_Capable", 2)
            .flag("CXL 68B Flit and VH Capable", 5).flag("CXL Multi-Logical Device Capable", 6);
    private static final Register FLEX_CONTROL = Register.of("DVSEC Flex Bus Port Control", 0x0c, 2)
            .flag("Cache_Enable", 0).flag("IO_Enable", 1).flag("Mem_Enable", 2).flag("CXL_Sync_Hdr_Bypass_Enable", 3)
            .flag("Drift_Buffer_Enable", 4).flag("CXL 68B Flit and VH Enable", 5)
            .flag("CXL Multi-Logical Device Enable", 6).flag("Disable RCD Training", 7)
            .flag("Retimer1_Present", 8).flag("Retimer2_Present", 9);
    private static final Register FLEX_STATUS = Register.of("DVSEC Flex Bus Port Status", 0x0e, 2)
            .flag("Cache_Enabled", 0).flag("IO_Enabled", 1).flag("Mem_Enabled", 2)
            .flag("CXL_Sync_Hdr_Bypass_Enabled", 3).flag("Drift_Buffer_Enabled", 4)
            .flag("CXL 68B Flit and VH Enabled", 5).flag("CXL Multi-Logical Device Enabled", 6)
            .flag("Even Half Failed", 7).flag("CXL_Correctable_Protocol_ID_Framing_Error", 8);
    private static final Register FLEX_RECEIVED =
            Register.of("DVSEC Flex Bus Port Received Modified TS Data Phase1", 0x10, 4)
            .hex("Received_Flex_Bus_Data_Phase_1", 0, 24);

    private static final Register LOCATOR_LOW = Register.of("Register Offset Low", 0x0c, 4)
            .number("Register BIR", 0, 3)
            .field("Register Block Identifier", 8, 8, value -> Meaning.of(value, "empty", "component registers",
                    "BAR virtualization ACL registers", "CXL device registers", "CPMU registers"))
            .field("Register Block Offset Low", 16, 16, value -> Meaning.hex(value << 16));
    private static final Register LOCATOR_HIGH = Register.of("Register Offset High", 0x10, 4).whole(Meaning::hex);

    private static final Register LOGICAL_DEVICES = Register.of("Number of LDs Supported", 0x0a, 2)
            .whole(Long::toString);

    private CxlLayout() {
    }

    static void add(FieldList list, Block block, int dvsecId, int revision, int length) {
        switch (dvsecId) {
            case 0 -> device(list, revision);
            case 2 -> {
                for (int index = 0; index < 8; index++) {
                    list.read(index + " ", FUNCTION_MAP, 4 * index);
                }
            }
            case 3 -> {
                list.read(PORT_STATUS);
                list.read(PORT_CONTROL);
                list.read(ALTERNATE_BUSES);
                list.read(ALTERNATE_MEMORY);
            }
            case 4 -> {
                list.read(GPF_PORT_1);
                list.read(GPF_PORT_2);
            }
            case 5 -> {
                list.read(GPF_DEVICE);
                list.read(GPF_POWER);
            }
            case 7 -> {
                list.read(FLEX_CAPABILITY);
                list.read(FLEX_CONTROL);
                list.read(FLEX_STATUS);
                list.read(FLEX_RECEIVED);
            }
            case 8 -> {
                for (int at = 0; at + 20 <= length && block.isWhole(); at += 8) {
                    list.read("Block " + (at / 8 + 1) + " ", LOCATOR_LOW, at);
                    list.read("Block " + (at / 8 + 1) + " ", LOCATOR_HIGH, at);
                }
            }
            case 9 -> list.read(LOGICAL_DEVICES);
            default -> {
                // the headers are all that is known
            }
        }
    }

    private static void device(FieldList list, int revision) {
        list.read(CAPABILITY);
        list.read(CONTROL);
        list.read(STATUS);
        list.read(CONTROL_2);
        list.read(STATUS_2);
        if (revision > 0) {
            list.read(CAPABILITY_2);
        }
        for (int index = 0; index < 2; index++) {
            String prefix = "Range " + (index + 1) + " ";
            list.read(prefix, RANGE_SIZE_HIGH, 16 * index);
            list.read(prefix, RANGE_SIZE_LOW, 16 * index);
            list.read(prefix, RANGE_BASE_HIGH, 16 * index);
            list.read(prefix, RANGE_BASE_LOW, 16 * index);
        }
    }
}
