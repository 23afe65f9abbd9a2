package org.underpass.pci;

import java.util.List;
import java.util.Locale;

/** Fields of the HyperTransport capability blocks. HyperTransport I/O Link Specification 3.10, chapter 7. */
final class HyperTransportLayout {

    private static final String[] FREQUENCIES = {"200 MHz", "300 MHz", "400 MHz", "500 MHz", "600 MHz", "800 MHz",
        "1.0 GHz", "1.2 GHz", "1.4 GHz", "1.6 GHz", "1.8 GHz", "2.0 GHz", "2.2 GHz", "2.4 GHz", "2.6 GHz", "vendor"};

    private static final Register TYPE_3 = Register.of("Command", 2, 2)
            .field("Capability Type", 13, 3, value -> Meaning.of(value, "Slave/Primary", "Host/Secondary"));
    private static final Register TYPE_5 = Register.of("Command", 2, 2)
            .field("Capability Type", 11, 5, value -> HyperTransport.Type.of((int) value << 11).title());
    private static final Register SLAVE_COMMAND = Register.of("Command", 2, 2)
            .number("Base UnitID", 0, 5).number("Unit Count", 5, 5).flag("Master Host", 10)
            .flag("Default Direction", 11).flag("Drop on Uninitialized Link", 12);
    private static final Register HOST_COMMAND = Register.of("Command", 2, 2)
            .flag("Warm Reset", 0).flag("Double-Ended", 1).number("Device Number", 2, 5).flag("Chain Side", 7)
            .flag("Host Hide", 8).flag("Act as Slave", 10).flag("Host Inbound End of Chain Error", 11)
            .flag("Drop on Uninitialized Link", 12);
    private static final Register LINK_CONTROL = Register.of("Link Control", 4, 2)
            .flag("CRC Flood Enable", 1).flag("CRC Start Test", 2).flag("CRC Force Error", 3)
            .flag("Link Failure", 4).flag("Initialization Complete", 5).flag("End of Chain", 6)
            .flag("Transmitter Off", 7).hex("CRC Error", 8, 4).flag("Isochronous Flow Control Enable", 12)
            .flag("LDTSTOP# Tristate Enable", 13).flag("Extended CTL Time", 14)
            .flag("64 Bit Addressing Enable", 15);
    private static final Register LINK_CONFIGURATION = Register.of("Link Configuration", 6, 2)
            .field("Max Link Width In", 0, 3, HyperTransportLayout::width).flag("Doubleword Flow Control In", 3)
            .field("Max Link Width Out", 4, 3, HyperTransportLayout::width).flag("Doubleword Flow Control Out", 7)
            .field("Link Width In", 8, 3, HyperTransportLayout::width).flag("Doubleword Flow Control In Enable", 11)
            .field("Link Width Out", 12, 3, HyperTransportLayout::width)
            .flag("Doubleword Flow Control Out Enable", 15);
    private static final Register REVISION = Register.of("Revision ID", 0, 1)
            .number("Minor", 0, 5).number("Major", 5, 3);
    private static final Register LINK_FREQUENCY = Register.of("Link Frequency and Error", 0, 1)
            .field("Link Frequency", 0, 4, value -> FREQUENCIES[(int) value]).flag("Protocol Error", 4)
            .flag("Overflow Error", 5).flag("End of Chain Error", 6).flag("CTL Timeout", 7);
    private static final Register FREQUENCY_CAPABILITY = frequencies();
    private static final Register SLAVE_FEATURE = Register.of("Feature", 0x10, 1)
            .flag("Isochronous Flow Control Mode", 0).flag("LDTSTOP#", 1).flag("CRC Test Mode", 2)
            .flag("Extended CTL Time Required", 3).flag("64 Bit Addressing", 4).flag("UnitID Reorder Disable", 5)
            .flag("Source Identification Extension", 6);
    private static final Register HOST_FEATURE = Register.of("Feature", 0x0c, 2)
            .flag("Isochronous Flow Control Mode", 0).flag("LDTSTOP#", 1).flag("CRC Test Mode", 2)
            .flag("Extended CTL Time Required", 3).flag("64 Bit Addressing", 4).flag("UnitID Reorder Disable", 5)
            .flag("Source Identification Extension", 6).flag("Extended Register Set", 8)
            .flag("Upstream Configuration Enable", 9);
    private static final Register ERROR_HANDLING = Register.of("Error Handling", 0, 2)
            .flag("Protocol Error Flood Enable", 0).flag("Overflow Error Flood Enable", 1)
            .flag("Protocol Error Fatal Enable", 2).flag("Overflow Error Fatal Enable", 3)
            .flag("End of Chain Error Fatal Enable", 4).flag("Response Error Fatal Enable", 5)
            .flag("CRC Error Fatal Enable", 6).flag("System Error Fatal Enable", 7).flag("Chain Fail", 8)
            .flag("Response Error", 9).flag("Protocol Error Nonfatal Enable", 10)
            .flag("Overflow Error Nonfatal Enable", 11).flag("End of Chain Error Nonfatal Enable", 12)
            .flag("Response Error Nonfatal Enable", 13).flag("CRC Error Nonfatal Enable", 14)
            .flag("System Error Nonfatal Enable", 15);
    private static final Register SCRATCHPAD = Register.of("Enumeration Scratchpad", 0, 2).whole(Meaning::hex);
    private static final Register MEMORY_BASE = Register.of("Memory Base Upper", 0, 1).whole(Meaning::hex);
    private static final Register MEMORY_LIMIT = Register.of("Memory Limit Upper", 1, 1).whole(Meaning::hex);
    private static final Register BUS_NUMBER = Register.of("Bus Number", 0x1a, 1).whole(Meaning::hex);
    private static final Register MSI_MAPPING = Register.of("Command", 2, 2).flag("En", 0).flag("Fixd", 1);
    private static final Register MSI_ADDRESS = Register.of("MSI Mapping Address", 4, 8).whole(Meaning::hex);
    private static final Register REVISION_COMMAND = Register.of("Command", 2, 1)
            .number("Minor", 0, 5).number("Major", 5, 3);
    private static final Register CLUMPING_SUPPORT = Register.of("Clumping Support", 4, 4).whole(Meaning::hex);
    private static final Register CLUMPING_ENABLE = Register.of("Clumping Enable", 8, 4).whole(Meaning::hex);

    private HyperTransportLayout() {
    }

    static List<Field> fields(Block block, HyperTransport.Type type) {
        FieldList list = new FieldList(block);
        switch (type) {
            case SLAVE -> slave(list);
            case HOST -> host(list);
            default -> {
                list.read(TYPE_5);
                switch (type) {
                    case MSI_MAPPING -> {
                        boolean fixed = (list.read(MSI_MAPPING) & 2) != 0;
                        if (!fixed) {
                            list.read(MSI_ADDRESS);
                        }
                    }
                    case REVISION_ID -> list.read(REVISION_COMMAND);
                    case UNIT_ID_CLUMPING -> {
                        list.read(CLUMPING_SUPPORT);
                        list.read(CLUMPING_ENABLE);
                    }
                    default -> {
                        // the type alone is shown
                    }
                }
            }
        }
        return list.list();
    }

    private static void slave(FieldList list) {
        list.read(TYPE_3);
        list.read(SLAVE_COMMAND);
        list.read("", LINK_CONTROL, 0);
        list.read("", LINK_CONFIGURATION, 0);
        list.read("Second ", LINK_CONTROL, 4);
        list.read("Second ", LINK_CONFIGURATION, 4);
        list.read("", REVISION, 0x0c);
        list.read("", LINK_FREQUENCY, 0x0d);
        list.read("", FREQUENCY_CAPABILITY, 0x0e);
        list.read(SLAVE_FEATURE);
        list.read("Second ", LINK_FREQUENCY, 0x11);
        list.read("Second ", FREQUENCY_CAPABILITY, 0x12);
        list.read("", SCRATCHPAD, 0x14);
        list.read("", ERROR_HANDLING, 0x16);
        list.read("", MEMORY_BASE, 0x18);
        list.read("", MEMORY_LIMIT, 0x18);
        list.read(BUS_NUMBER);
    }

    private static void host(FieldList list) {
        list.read(TYPE_3);
        list.read(HOST_COMMAND);
        list.read(LINK_CONTROL);
        list.read(LINK_CONFIGURATION);
        list.read("", REVISION, 0x08);
        list.read("", LINK_FREQUENCY, 0x09);
        list.read("", FREQUENCY_CAPABILITY, 0x0a);
        long feature = list.read(HOST_FEATURE);
        if ((feature & 0x100) != 0) {
            list.read("", SCRATCHPAD, 0x10);
            list.read("", ERROR_HANDLING, 0x12);
            list.read("", MEMORY_BASE, 0x14);
            list.read("", MEMORY_LIMIT, 0x14);
        }
    }

    private static Register frequencies() {
        Register register = Register.of("Link Frequency Capability", 0, 2);
        for (int bit = 0; bit < FREQUENCIES.length; bit++) {
            register.flag(FREQUENCIES[bit], bit);
        }
        return register;
    }

    private static String width(long value) {
        return switch ((int) value) {
            case 0 -> "8 bit";
            case 1 -> "16 bit";
            case 3 -> "32 bit";
            case 4 -> "2 bit";
            case 5 -> "4 bit";
            case 7 -> "not connected";
            default -> String.format(Locale.ROOT, "reserved (%d)", value);
        };
    }
}
