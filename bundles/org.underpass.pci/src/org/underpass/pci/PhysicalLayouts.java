package org.underpass.pci;

/** Fields of the extended capabilities of link and physical layer, and of Device 3. */
final class PhysicalLayouts {

    /** PCI Express Base Specification 6.0, 7.7.3. */
    private static final Register LINK_CONTROL_3 = Register.of("Link Control 3 Register", 4, 4)
            .flag("Perform Equalization", 0).flag("Link Equalization Request Interrupt Enable", 1)
            .field("Enable Lower SKP OS Generation Vector", 9, 7, Meaning::speeds);
    private static final Register LANE_ERRORS = Register.of("Lane Error Status Register", 8, 4)
            .field("Lane Error Status Bits", 0, 32, PhysicalLayouts::lanes);

    /** 7.7.4. */
    private static final Register LINK_FEATURES = Register.of("Data Link Feature Capabilities Register", 4, 4)
            .flag("Local Scaled Flow Control Supported", 0).flag("Local Immediate Readiness", 1)
            .hex("Local Extended VC Count", 2, 3).flag("Data Link Feature Exchange Enable", 31);
    private static final Register LINK_FEATURE_STATUS = Register.of("Data Link Feature Status Register", 8, 4)
            .hex("Remote Data Link Feature Supported", 0, 23).flag("Remote Data Link Feature Supported Valid", 31);

    /** 7.7.5. */
    private static final Register STATUS_16 = Register.of("16.0 GT/s Status Register", 12, 4)
            .flag("Equalization 16.0 GT/s Complete", 0).flag("Equalization 16.0 GT/s Phase 1 Successful", 1)
            .flag("Equalization 16.0 GT/s Phase 2 Successful", 2)
            .flag("Equalization 16.0 GT/s Phase 3 Successful", 3).flag("Link Equalization Request 16.0 GT/s", 4);
    private static final Register PARITY_16 =
            Register.of("16.0 GT/s Local Data Parity Mismatch Status Register", 16, 4)
            .field("Local Data Parity Mismatch Status", 0, 32, PhysicalLayouts::lanes);

    /** 7.7.6. */
    private static final Register CAPABILITIES_32 = Register.of("32.0 GT/s Capabilities Register", 4, 4)
            .flag("Equalization Bypass to Highest Rate Supported", 0).flag("No Equalization Needed Supported", 1)
            .flag("Modified TS Usage Mode 0 Supported - PCI Express", 8)
            .flag("Modified TS Usage Mode 1 Supported - Training Set Message", 9)
            .flag("Modified TS Usage Mode 2 Supported - Alternate Protocol", 10);
    private static final Register CONTROL_32 = Register.of("32.0 GT/s Control Register", 8, 4)
            .flag("Equalization Bypass to Highest Rate Disable", 0).flag("No Equalization Needed Disable", 1)
            .field("Modified TS Usage Mode Selected", 8, 3, value -> Meaning.of(value, "PCI Express",
                    "Training Set Messages", "Alternate Protocol Negotiation"));
    private static final Register STATUS_32 = Register.of("32.0 GT/s Status Register", 12, 4)
            .flag("Equalization 32.0 GT/s Complete", 0).flag("Equalization 32.0 GT/s Phase 1 Successful", 1)
            .flag("Equalization 32.0 GT/s Phase 2 Successful", 2)
            .flag("Equalization 32.0 GT/s Phase 3 Successful", 3).flag("Link Equalization Request 32.0 GT/s", 4)
            .flag("Modified TS Received", 5)
            .field("Received Enhanced Link Behavior Control", 6, 2, value -> Meaning.of(value,
                    "full equalization required", "equalization bypass to highest rate", "no equalization needed"))
            .flag("Transmitter Precoding On", 8).flag("Transmitter Precode Request", 9)
            .flag("No Equalization Needed Received", 10);

    /** 7.7.7. */
    private static final Register STATUS_64 = Register.of("64.0 GT/s Status Register", 12, 4)
            .flag("Equalization 64.0 GT/s Complete", 0).flag("Equalization 64.0 GT/s Phase 1 Successful", 1)
            .flag("Equalization 64.0 GT/s Phase 2 Successful", 2)
            .flag("Equalization 64.0 GT/s Phase 3 Successful", 3).flag("Link Equalization Request 64.0 GT/s", 4)
            .flag("Transmitter Precoding On", 5).flag("Transmitter Precode Request", 6)
            .flag("No Equalization Needed Received", 7);

    /** 7.7.10. */
    private static final Register MARGIN_CAPABILITIES = Register.of("Margining Port Capabilities Register", 4, 2)
            .flag("Margining uses Driver Software", 0);
    private static final Register MARGIN_STATUS = Register.of("Margining Port Status Register", 6, 2)
            .flag("Margining Ready", 0).flag("Margining Software Ready", 1);

    /** 7.9.20. */
    private static final Register ENCLOSURE_CAPABILITY = Register.of("NPEM Capability Register", 4, 4)
            .flag("NPEM Capable", 0).flag("NPEM Reset Capable", 1).hex("Indications", 2, 22);
    private static final Register ENCLOSURE_CONTROL = Register.of("NPEM Control Register", 8, 4)
            .flag("NPEM Enable", 0).flag("NPEM Initiate Reset", 1).hex("Indications", 2, 22);

    /** 7.7.9. */
    private static final Register DEVICE_CAPABILITIES_3 = Register.of("Device Capabilities 3 Register", 4, 4)
            .flag("DMWr Request Routing Supported", 0).flag("14-Bit Tag Completer Supported", 1)
            .flag("14-Bit Tag Requester Supported", 2).flag("Receiver L0p Supported", 3)
            .field("Port L0p Exit Latency", 4, 3, PhysicalLayouts::exitLatency)
            .field("Retimer L0p Exit Latency", 7, 3, PhysicalLayouts::exitLatency)
            .flag("UIO Mem RdWr Completer Supported", 10).flag("UIO Mem RdWr Requester Supported", 11);
    private static final Register DEVICE_CONTROL_3 = Register.of("Device Control 3 Register", 8, 4)
            .flag("DMWr Requester Enable", 0).flag("DMWr Egress Blocking", 1).flag("14-Bit Tag Requester Enable", 2)
            .flag("L0p Enable", 3)
            .field("Target Link Width", 4, 3, value -> Meaning.of(value, "x1", "x2", "x4", "x8", "x16", "reserved",
                    "reserved", "dynamic"))
            .flag("UIO Mem RdWr Requester Enable", 7).flag("UIO Request 256B Boundary Disable", 8);
    private static final Register DEVICE_STATUS_3 = Register.of("Device Status 3 Register", 12, 4)
            .field("Initial Link Width", 0, 3, value -> Meaning.of(value, "x1", "x2", "x4", "x8", "x16"))
            .flag("Segment Captured", 3).flag("Remote L0p Supported", 4);

    /** 7.8.12. */
    private static final Register FLIT_LOG = Register.of("Flit Error Log 1 Register", 4, 4).whole(Meaning::hex);

    private PhysicalLayouts() {
    }

    /** Whether the layout is known, and if so, reads it. */
    static boolean read(int id, FieldList list, Block block) {
        switch (id) {
            case 0x19 -> ExtendedLayouts.all(list, LINK_CONTROL_3, LANE_ERRORS);
            case 0x25 -> ExtendedLayouts.all(list, LINK_FEATURES, LINK_FEATURE_STATUS);
            case 0x26 -> ExtendedLayouts.all(list, STATUS_16, PARITY_16);
            case 0x27 -> ExtendedLayouts.all(list, MARGIN_CAPABILITIES, MARGIN_STATUS);
            case 0x29 -> ExtendedLayouts.all(list, ENCLOSURE_CAPABILITY, ENCLOSURE_CONTROL);
            case 0x2a -> ExtendedLayouts.all(list, CAPABILITIES_32, CONTROL_32, STATUS_32);
            case 0x2f -> ExtendedLayouts.all(list, DEVICE_CAPABILITIES_3, DEVICE_CONTROL_3, DEVICE_STATUS_3);
            case 0x31 -> list.read(STATUS_64);
            case 0x32 -> list.read(FLIT_LOG);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String lanes(long bits) {
        StringBuilder text = new StringBuilder();
        for (int lane = 0; lane < 32; lane++) {
            if ((bits >> lane & 1) != 0) {
                text.append(text.isEmpty() ? "lanes " : ", ").append(lane);
            }
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    private static String exitLatency(long value) {
        return Meaning.of(value, "< 1 us", "1 us to 2 us", "2 us to 4 us", "4 us to 8 us", "8 us to 16 us",
                "16 us to 32 us", "32 us to 64 us", "> 64 us");
    }
}
