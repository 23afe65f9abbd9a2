package org.underpass.pci;

/** Fields of the second set of registers of {@link PciExpress}. PCI Express Base Specification 6.0, 7.5.3.15 ff. */
final class PciExpressLayout2 {

    private static final Register DEVICE_CAPABILITIES = Register.of("Device Capabilities 2 Register", 0x24, 4)
            .field("Completion Timeout Ranges Supported", 0, 4, PciExpressLayout2::timeoutRanges)
            .flag("Completion Timeout Disable Supported", 4)
            .flag("ARI Forwarding Supported", 5)
            .flag("AtomicOp Routing Supported", 6)
            .flag("32-bit AtomicOp Completer Supported", 7)
            .flag("64-bit AtomicOp Completer Supported", 8)
            .flag("128-bit CAS Completer Supported", 9)
            .flag("No RO-enabled PR-PR Passing", 10)
            .flag("LTR Mechanism Supported", 11)
            .flag("TPH Completer Supported", 12)
            .flag("Extended TPH Completer Supported", 13)
            .field("LN System CLS", 14, 2, value -> Meaning.of(value, "not supported", "64-byte cachelines",
                    "128-byte cachelines"))
            .flag("10-Bit Tag Completer Supported", 16)
            .flag("10-Bit Tag Requester Supported", 17)
            .field("OBFF Supported", 18, 2, value -> Meaning.of(value, "not supported", "by message", "by WAKE#",
                    "by WAKE# and message"))
            .flag("Extended Fmt Field Supported", 20)
            .flag("End-End TLP Prefix Supported", 21)
            .field("Max End-End TLP Prefixes", 22, 2, value -> String.valueOf(value == 0 ? 4 : value))
            .field("Emergency Power Reduction Supported", 24, 2, value -> Meaning.of(value, "not supported",
                    "device specific", "form factor specific or device specific"))
            .flag("Emergency Power Reduction Initialization Required", 26)
            .flag("DMWr Completer Supported", 28)
            .number("DMWr Lengths Supported", 29, 2)
            .flag("FRS Supported", 31);
    private static final Register DEVICE_CONTROL = Register.of("Device Control 2 Register", 0x28, 2)
            .field("Completion Timeout Value", 0, 4, PciExpressLayout2::timeout)
            .flag("Completion Timeout Disable", 4)
            .flag("ARI Forwarding Enable", 5)
            .flag("AtomicOp Requester Enable", 6)
            .flag("AtomicOp Egress Blocking", 7)
            .flag("IDO Request Enable", 8)
            .flag("IDO Completion Enable", 9)
            .flag("LTR Mechanism Enable", 10)
            .flag("Emergency Power Reduction Request", 11)
            .flag("10-Bit Tag Requester Enable", 12)
            .field("OBFF Enable", 13, 2, value -> Meaning.of(value, "disabled", "message, variation A",
                    "message, variation B", "WAKE#"))
            .flag("End-End TLP Prefix Blocking", 15);
    private static final Register DEVICE_STATUS = Register.of("Device Status 2 Register", 0x2a, 2);

    private static final Register LINK_CAPABILITIES = Register.of("Link Capabilities 2 Register", 0x2c, 4)
            .field("Supported Link Speeds Vector", 1, 7, Meaning::speeds)
            .flag("Crosslink Supported", 8)
            .field("Lower SKP OS Generation Supported Speeds Vector", 9, 7, Meaning::speeds)
            .field("Lower SKP OS Reception Supported Speeds Vector", 16, 7, Meaning::speeds)
            .flag("Retimer Presence Detect Supported", 23)
            .flag("Two Retimers Presence Detect Supported", 24)
            .flag("DRS Supported", 31);
    private static final Register LINK_CONTROL = Register.of("Link Control 2 Register", 0x30, 2)
            .field("Target Link Speed", 0, 4, value -> Meaning.speed(Math.max(1, value)))
            .flag("Enter Compliance", 4)
            .flag("Hardware Autonomous Speed Disable", 5)
            .field("Selectable De-emphasis", 6, 1, value -> value == 0 ? "-6 dB" : "-3.5 dB")
            .number("Transmit Margin", 7, 3)
            .flag("Enter Modified Compliance", 10)
            .flag("Compliance SOS", 11)
            .number("Compliance Preset/De-emphasis", 12, 4);
    private static final Register LINK_STATUS = Register.of("Link Status 2 Register", 0x32, 2)
            .field("Current De-emphasis Level", 0, 1, value -> value == 0 ? "-6 dB" : "-3.5 dB")
            .flag("Equalization 8.0 GT/s Complete", 1)
            .flag("Equalization 8.0 GT/s Phase 1 Successful", 2)
            .flag("Equalization 8.0 GT/s Phase 2 Successful", 3)
            .flag("Equalization 8.0 GT/s Phase 3 Successful", 4)
            .flag("Link Equalization Request 8.0 GT/s", 5)
            .flag("Retimer Presence Detected", 6)
            .flag("Two Retimers Presence Detected", 7)
            .field("Crosslink Resolution", 8, 2, value -> Meaning.of(value, "not supported", "upstream port",
                    "downstream port", "not completed"))
            .flag("Flit Mode Status", 10)
            .field("Downstream Component Presence", 12, 3, value -> Meaning.of(value, "link down, not determined",
                    "link down, not present", "link down, present", "reserved", "link up, present",
                    "link up, present and DRS received"))
            .flag("DRS Message Received", 15);

    private static final Register SLOT_CAPABILITIES = Register.of("Slot Capabilities 2 Register", 0x34, 4)
            .flag("In-Band PD Disable Supported", 0);
    private static final Register SLOT_CONTROL = Register.of("Slot Control 2 Register", 0x38, 2);
    private static final Register SLOT_STATUS = Register.of("Slot Status 2 Register", 0x3a, 2);

    private PciExpressLayout2() {
    }

    static void add(FieldList list, PciExpress express) {
        PciExpressLayout.add(list, express.device2(), DEVICE_CAPABILITIES, DEVICE_CONTROL, DEVICE_STATUS);
        PciExpressLayout.add(list, express.link2(), LINK_CAPABILITIES, LINK_CONTROL, LINK_STATUS);
        PciExpressLayout.add(list, express.slot2(), SLOT_CAPABILITIES, SLOT_CONTROL, SLOT_STATUS);
    }

    /** Ranges: A 50 us to 10 ms, B 10 ms to 250 ms, C 250 ms to 4 s, D 4 s to 64 s. */
    private static String timeoutRanges(long value) {
        return Meaning.of(value, "not supported", "range A", "range B", "ranges A and B", "reserved (4)",
                "reserved (5)", "ranges B and C", "ranges A, B and C", "reserved (8)", "reserved (9)", "reserved (10)",
                "reserved (11)", "reserved (12)", "reserved (13)", "ranges B, C and D", "ranges A, B, C and D");
    }

    private static String timeout(long value) {
        return Meaning.of(value, "50 us to 50 ms", "50 us to 100 us", "1 ms to 10 ms", "reserved (3)", "reserved (4)",
                "16 ms to 55 ms", "65 ms to 210 ms", "reserved (7)", "reserved (8)", "260 ms to 900 ms",
                "1 s to 3.5 s", "reserved (11)", "reserved (12)", "4 s to 13 s", "17 s to 64 s", "reserved (15)");
    }
}
