package org.underpass.pci;

import java.util.List;
import java.util.Optional;

/** Fields of the registers of {@link PciExpress}. PCI Express Base Specification 6.0, 7.5.3. */
final class PciExpressLayout {

    private static final Register CAPABILITIES = Register.of("PCI Express Capabilities Register", 0x02, 2)
            .number("Capability Version", 0, 4)
            .field("Device/Port Type", 4, 4, value -> PciExpress.Type.of((int) value).title())
            .flag("Slot Implemented", 8)
            .number("Interrupt Message Number", 9, 5)
            .flag("Flit Mode Supported", 15);

    private static final Register DEVICE_CAPABILITIES = Register.of("Device Capabilities Register", 0x04, 4)
            .field("Max_Payload_Size Supported", 0, 3, Meaning::payload)
            .number("Phantom Functions Supported", 3, 2)
            .flag("Extended Tag Field Supported", 5)
            .field("Endpoint L0s Acceptable Latency", 6, 3, value -> Meaning.of(value, "64 ns", "128 ns", "256 ns",
                    "512 ns", "1 us", "2 us", "4 us", "no limit"))
            .field("Endpoint L1 Acceptable Latency", 9, 3, value -> Meaning.of(value, "1 us", "2 us", "4 us", "8 us",
                    "16 us", "32 us", "64 us", "no limit"))
            .flag("Attention Button Present", 12)
            .flag("Attention Indicator Present", 13)
            .flag("Power Indicator Present", 14)
            .flag("Role-Based Error Reporting", 15)
            .flag("ERR_COR Subclass Capable", 16)
            .number("Captured Slot Power Limit Value", 18, 8)
            .number("Captured Slot Power Limit Scale", 26, 2)
            .flag("Function Level Reset Capability", 28)
            .flag("Mixed_MPS_Supported", 29)
            .flag("TEE-IO Supported", 30);
    private static final Register DEVICE_CONTROL = Register.of("Device Control Register", 0x08, 2)
            .flag("Correctable Error Reporting Enable", 0)
            .flag("Non-Fatal Error Reporting Enable", 1)
            .flag("Fatal Error Reporting Enable", 2)
            .flag("Unsupported Request Reporting Enable", 3)
            .flag("Enable Relaxed Ordering", 4)
            .field("Max_Payload_Size", 5, 3, Meaning::payload)
            .flag("Extended Tag Field Enable", 8)
            .flag("Phantom Functions Enable", 9)
            .flag("Aux Power PM Enable", 10)
            .flag("Enable No Snoop", 11)
            .field("Max_Read_Request_Size", 12, 3, Meaning::payload)
            .flag("Bridge Configuration Retry Enable / Initiate Function Level Reset", 15);
    private static final Register DEVICE_STATUS = Register.of("Device Status Register", 0x0a, 2)
            .flag("Correctable Error Detected", 0)
            .flag("Non-Fatal Error Detected", 1)
            .flag("Fatal Error Detected", 2)
            .flag("Unsupported Request Detected", 3)
            .flag("AUX Power Detected", 4)
            .flag("Transactions Pending", 5)
            .flag("Emergency Power Reduction Detected", 6);

    private static final Register LINK_CAPABILITIES = Register.of("Link Capabilities Register", 0x0c, 4)
            .field("Max Link Speed", 0, 4, Meaning::speed)
            .field("Maximum Link Width", 4, 6, Meaning::width)
            .field("ASPM Support", 10, 2, value -> Meaning.of(value, "none", "L0s", "L1", "L0s and L1"))
            .field("L0s Exit Latency", 12, 3, value -> Meaning.of(value, "< 64 ns", "< 128 ns", "< 256 ns",
                    "< 512 ns", "< 1 us", "< 2 us", "< 4 us", "> 4 us"))
            .field("L1 Exit Latency", 15, 3, value -> Meaning.of(value, "< 1 us", "< 2 us", "< 4 us", "< 8 us",
                    "< 16 us", "< 32 us", "< 64 us", "> 64 us"))
            .flag("Clock Power Management", 18)
            .flag("Surprise Down Error Reporting Capable", 19)
            .flag("Data Link Layer Link Active Reporting Capable", 20)
            .flag("Link Bandwidth Notification Capability", 21)
            .flag("ASPM Optionality Compliance", 22)
            .number("Port Number", 24, 8);
    private static final Register LINK_CONTROL = Register.of("Link Control Register", 0x10, 2)
            .field("ASPM Control", 0, 2, value -> Meaning.of(value, "disabled", "L0s", "L1", "L0s and L1"))
            .field("Read Completion Boundary", 3, 1, value -> value == 0 ? "64 bytes" : "128 bytes")
            .flag("Link Disable", 4)
            .flag("Retrain Link", 5)
            .flag("Common Clock Configuration", 6)
            .flag("Extended Synch", 7)
            .flag("Enable Clock Power Management", 8)
            .flag("Hardware Autonomous Width Disable", 9)
            .flag("Link Bandwidth Management Interrupt Enable", 10)
            .flag("Link Autonomous Bandwidth Interrupt Enable", 11)
            .flag("Flit Mode Disable", 13)
            .number("DRS Signaling Control", 14, 2);
    private static final Register LINK_STATUS = Register.of("Link Status Register", 0x12, 2)
            .field("Current Link Speed", 0, 4, Meaning::speed)
            .field("Negotiated Link Width", 4, 6, Meaning::width)
            .flag("Training Error", 10)
            .flag("Link Training", 11)
            .flag("Slot Clock Configuration", 12)
            .flag("Data Link Layer Link Active", 13)
            .flag("Link Bandwidth Management Status", 14)
            .flag("Link Autonomous Bandwidth Status", 15);

    private static final Register SLOT_CAPABILITIES = Register.of("Slot Capabilities Register", 0x14, 4)
            .flag("Attention Button Present", 0)
            .flag("Power Controller Present", 1)
            .flag("MRL Sensor Present", 2)
            .flag("Attention Indicator Present", 3)
            .flag("Power Indicator Present", 4)
            .flag("Hot-Plug Surprise", 5)
            .flag("Hot-Plug Capable", 6)
            .number("Slot Power Limit Value", 7, 8)
            .number("Slot Power Limit Scale", 15, 2)
            .flag("Electromechanical Interlock Present", 17)
            .flag("No Command Completed Support", 18)
            .number("Physical Slot Number", 19, 13);
    private static final Register SLOT_CONTROL = Register.of("Slot Control Register", 0x18, 2)
            .flag("Attention Button Pressed Enable", 0)
            .flag("Power Fault Detected Enable", 1)
            .flag("MRL Sensor Changed Enable", 2)
            .flag("Presence Detect Changed Enable", 3)
            .flag("Command Completed Interrupt Enable", 4)
            .flag("Hot-Plug Interrupt Enable", 5)
            .field("Attention Indicator Control", 6, 2, PciExpressLayout::indicator)
            .field("Power Indicator Control", 8, 2, PciExpressLayout::indicator)
            .field("Power Controller Control", 10, 1, value -> value == 0 ? "power on" : "power off")
            .flag("Electromechanical Interlock Control", 11)
            .flag("Data Link Layer State Changed Enable", 12)
            .flag("Auto Slot Power Limit Disable", 13)
            .flag("In-Band PD Disable", 14);
    private static final Register SLOT_STATUS = Register.of("Slot Status Register", 0x1a, 2)
            .flag("Attention Button Pressed", 0)
            .flag("Power Fault Detected", 1)
            .flag("MRL Sensor Changed", 2)
            .flag("Presence Detect Changed", 3)
            .flag("Command Completed", 4)
            .field("MRL Sensor State", 5, 1, value -> value == 0 ? "closed" : "open")
            .field("Presence Detect State", 6, 1, value -> value == 0 ? "empty" : "present")
            .field("Electromechanical Interlock Status", 7, 1, value -> value == 0 ? "disengaged" : "engaged")
            .flag("Data Link Layer State Changed", 8);

    private static final Register ROOT_CONTROL = Register.of("Root Control Register", 0x1c, 2)
            .flag("System Error on Correctable Error Enable", 0)
            .flag("System Error on Non-Fatal Error Enable", 1)
            .flag("System Error on Fatal Error Enable", 2)
            .flag("PME Interrupt Enable", 3)
            .flag("Configuration RRS Software Visibility Enable", 4);
    private static final Register ROOT_CAPABILITIES = Register.of("Root Capabilities Register", 0x1e, 2)
            .flag("Configuration RRS Software Visibility", 0);
    private static final Register ROOT_STATUS = Register.of("Root Status Register", 0x20, 4)
            .hex("PME Requester ID", 0, 16)
            .flag("PME Status", 16)
            .flag("PME Pending", 17);

    private PciExpressLayout() {
    }

    static List<Field> fields(PciExpress express) {
        FieldList list = new FieldList(express.offset()).add(CAPABILITIES, express.capability());
        add(list, Optional.of(express.device()), DEVICE_CAPABILITIES, DEVICE_CONTROL, DEVICE_STATUS);
        add(list, express.link(), LINK_CAPABILITIES, LINK_CONTROL, LINK_STATUS);
        add(list, express.slot(), SLOT_CAPABILITIES, SLOT_CONTROL, SLOT_STATUS);
        add(list, express.root(), ROOT_CAPABILITIES, ROOT_CONTROL, ROOT_STATUS);
        PciExpressLayout2.add(list, express);
        return list.list();
    }

    static void add(FieldList list, Optional<PciExpress.Triple> triple, Register capabilities, Register control,
            Register status) {
        triple.ifPresent(values -> list.add(capabilities, values.capabilities()).add(control, values.control())
                .add(status, values.status()));
    }

    private static String indicator(long value) {
        return Meaning.of(value, "reserved", "on", "blinking", "off");
    }
}
