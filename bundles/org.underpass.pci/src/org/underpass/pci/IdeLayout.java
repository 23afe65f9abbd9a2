package org.underpass.pci;

/** Fields of Integrity and Data Encryption. PCI Express Base Specification 6.0, 7.9.26. */
final class IdeLayout {

    private static final Register CAPABILITY = Register.of("IDE Capability Register", 4, 4)
            .flag("Link IDE Stream Supported", 0).flag("Selective IDE Streams Supported", 1)
            .flag("Flow-Through IDE Stream Supported", 2).flag("Partial Header Encryption Supported", 3)
            .flag("Aggregation Supported", 4).flag("PCRC Supported", 5).flag("IDE_KM Protocol Supported", 6)
            .flag("Selective IDE for Configuration Requests Supported", 7)
            .field("Supported Algorithms", 8, 5, IdeLayout::algorithm)
            .field("Number of TCs Supported for Link IDE", 13, 3, value -> String.valueOf(value + 1))
            .field("Number of Selective IDE Streams Supported", 16, 8, value -> String.valueOf(value + 1))
            .flag("TEE-Limited Stream Supported", 24).flag("XT Supported", 25);
    private static final Register CONTROL = Register.of("IDE Control Register", 8, 4)
            .flag("Flow-Through IDE Stream Enabled", 2);
    private static final Register LINK_CONTROL = stream(Register.of("Link IDE Stream Control Register", 0, 4));
    private static final Register LINK_STATUS = status("Link IDE Stream Status Register");
    private static final Register SELECTIVE_CAPABILITY =
            Register.of("Selective IDE Stream Capability Register", 0, 4)
            .number("Number of Address Association Register Blocks", 0, 4);
    private static final Register SELECTIVE_CONTROL =
            stream(Register.of("Selective IDE Stream Control Register", 0, 4))
            .flag("Selective IDE for Configuration Requests Enable", 9).flag("Default Stream", 22);
    private static final Register SELECTIVE_STATUS = status("Selective IDE Stream Status Register");
    private static final Register RID_1 = Register.of("IDE RID Association Register 1", 0, 4)
            .hex("RID Limit", 8, 16);
    private static final Register RID_2 = Register.of("IDE RID Association Register 2", 0, 4)
            .flag("Valid", 0).hex("RID Base", 8, 16).hex("Segment Base", 24, 8);
    private static final Register ADDRESS_1 = Register.of("IDE Address Association Register 1", 0, 4)
            .flag("Valid", 0).hex("Memory Base Lower", 8, 12).hex("Memory Limit Lower", 20, 12);
    private static final Register ADDRESS_2 = Register.of("IDE Address Association Register 2", 0, 4)
            .hex("Memory Limit Upper", 0, 32);
    private static final Register ADDRESS_3 = Register.of("IDE Address Association Register 3", 0, 4)
            .hex("Memory Base Upper", 0, 32);

    private IdeLayout() {
    }

    static void read(FieldList list, Block block) {
        long capability = list.read(CAPABILITY);
        list.read(CONTROL);
        int at = 12;
        if ((capability & 1) != 0) {
            for (int index = 0; index <= (capability >> 13 & 7) && block.isWhole(); index++, at += 8) {
                list.read("Link " + index + " ", LINK_CONTROL, at);
                list.read("Link " + index + " ", LINK_STATUS, at + 4);
            }
        }
        if ((capability & 2) == 0) {
            return;
        }
        for (int index = 0; index <= (capability >> 16 & 0xff) && block.isWhole(); index++) {
            String prefix = "Selective " + index + " ";
            long blocks = list.read(prefix, SELECTIVE_CAPABILITY, at) & 0xf;
            list.read(prefix, SELECTIVE_CONTROL, at + 4);
            list.read(prefix, SELECTIVE_STATUS, at + 8);
            list.read(prefix, RID_1, at + 12);
            list.read(prefix, RID_2, at + 16);
            at += 20;
            for (int address = 0; address < blocks && block.isWhole(); address++, at += 12) {
                String addressPrefix = prefix + "Address " + address + " ";
                list.read(addressPrefix, ADDRESS_1, at);
                list.read(addressPrefix, ADDRESS_2, at + 4);
                list.read(addressPrefix, ADDRESS_3, at + 8);
            }
        }
    }

    private static Register stream(Register register) {
        return register.flag("IDE Stream Enable", 0).flag("XT Enable", 1)
                .field("Tx Aggregation Mode NPR", 2, 2, IdeLayout::aggregation)
                .field("Tx Aggregation Mode PR", 4, 2, IdeLayout::aggregation)
                .field("Tx Aggregation Mode CPL", 6, 2, IdeLayout::aggregation).flag("PCRC Enable", 8)
                .number("Partial Header Encryption Mode", 10, 4)
                .field("Selected Algorithm", 14, 5, IdeLayout::algorithm).number("TC", 19, 3)
                .flag("TEE-Limited Stream", 23).number("Stream ID", 24, 8);
    }

    private static Register status(String name) {
        return Register.of(name, 0, 4)
                .field("Stream State", 0, 4, value -> value == 0 ? "insecure" : value == 2 ? "secure"
                        : "reserved (" + value + ")")
                .flag("Received Integrity Check Fail Message", 31);
    }

    private static String aggregation(long value) {
        return Meaning.of(value, "none", "up to 2", "up to 4", "up to 8");
    }

    private static String algorithm(long value) {
        return value == 0 ? "AES-GCM 256 key size, 96b MAC" : "reserved (" + value + ")";
    }
}
