package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;

/** The predefined header as registers with fields, for viewers. PCI Express Base Specification, 7.5.1. */
public final class Header {

    private static final Register COMMAND = Register.of("Command Register", 0x04, 2)
            .flag("I/O Space Enable", 0).flag("Memory Space Enable", 1).flag("Bus Master Enable", 2)
            .flag("Special Cycle Enable", 3).flag("Memory Write and Invalidate", 4).flag("VGA Palette Snoop", 5)
            .flag("Parity Error Response", 6).flag("IDSEL Stepping/Wait Cycle Control", 7).flag("SERR# Enable", 8)
            .flag("Fast Back-to-Back Transactions Enable", 9).flag("Interrupt Disable", 10);
    private static final Register STATUS = status("Status Register", 0x06, "Signaled System Error")
            .flag("Immediate Readiness", 0).flag("Interrupt Status", 3).flag("Capabilities List", 4);
    private static final Register REVISION = Register.of("Revision ID Register", 0x08, 1).whole(Meaning::hex);
    private static final Register CLASS = Register.of("Class Code Register", 0x09, 1)
            .hex("Programming Interface", 0, 8);
    private static final Register CLASS_UPPER = Register.of("Class Code Register", 0x0a, 2)
            .hex("Sub-Class Code", 0, 8).hex("Base Class Code", 8, 8);
    private static final Register CACHE_LINE = Register.of("Cache Line Size Register", 0x0c, 1)
            .whole(value -> Meaning.bytes(4 * value));
    private static final Register LATENCY = Register.of("Latency Timer Register", 0x0d, 1).whole(Long::toString);
    private static final Register TYPE = Register.of("Header Type Register", 0x0e, 1)
            .number("Header Layout", 0, 7).flag("Multi-Function Device", 7);
    private static final Register BIST = Register.of("BIST Register", 0x0f, 1)
            .number("Completion Code", 0, 4).flag("Start BIST", 6).flag("BIST Capable", 7);
    private static final Register INTERRUPT_LINE =
            Register.of("Interrupt Line Register", 0x3c, 1).whole(Long::toString);
    private static final Register INTERRUPT_PIN = Register.of("Interrupt Pin Register", 0x3d, 1)
            .whole(value -> Meaning.of(value, "none", "INTA", "INTB", "INTC", "INTD"));
    private static final Register MIN_GRANT = Register.of("Min_Gnt Register", 0x3e, 1)
            .whole(value -> 250 * value + " ns");
    private static final Register MAX_LATENCY = Register.of("Max_Lat Register", 0x3f, 1)
            .whole(value -> 250 * value + " ns");
    private static final Register PRIMARY = Register.of("Primary Bus Number Register", 0x18, 1).whole(Meaning::hex);
    private static final Register SECONDARY = Register.of("Secondary Bus Number Register", 0x19, 1).whole(Meaning::hex);
    private static final Register SUBORDINATE =
            Register.of("Subordinate Bus Number Register", 0x1a, 1).whole(Meaning::hex);
    private static final Register SECONDARY_LATENCY =
            Register.of("Secondary Latency Timer Register", 0x1b, 1).whole(Long::toString);
    private static final Register SECONDARY_STATUS =
            status("Secondary Status Register", 0x1e, "Received System Error");
    private static final Register CARDBUS_STATUS = status("Secondary Status Register", 0x16, "Received System Error");
    private static final Register BRIDGE_CONTROL = Register.of("Bridge Control Register", 0x3e, 2)
            .flag("Parity Error Response Enable", 0).flag("SERR# Enable", 1).flag("ISA Enable", 2)
            .flag("VGA Enable", 3).flag("VGA 16-bit Decode", 4).flag("Master Abort Mode", 5)
            .flag("Secondary Bus Reset", 6).flag("Fast Back-to-Back Transactions Enable", 7)
            .flag("Primary Discard Timer", 8).flag("Secondary Discard Timer", 9).flag("Discard Timer Status", 10)
            .flag("Discard Timer SERR# Enable", 11);
    private static final Register CARDBUS_CONTROL = Register.of("Bridge Control Register", 0x3e, 2)
            .flag("Parity Error Response Enable", 0).flag("SERR# Enable", 1).flag("ISA Enable", 2)
            .flag("VGA Enable", 3).flag("Master Abort Mode", 5).flag("Secondary Bus Reset", 6)
            .flag("IREQ-INT Enable", 7).flag("Memory 0 Prefetch Enable", 8).flag("Memory 1 Prefetch Enable", 9)
            .flag("Write Posting Enable", 10);

    private Header() {
    }

    /** All fields of the header but BARs and windows, as far as shown; by header type. */
    public static List<Field> fields(ConfigSpace config) {
        FieldList list = new FieldList(new Block(config, 0));
        ExtendedLayouts.all(list, COMMAND, STATUS, REVISION, CLASS, CLASS_UPPER, CACHE_LINE, LATENCY, TYPE, BIST);
        int type = config.has(0x0e, 1) ? config.u8(0x0e) & 0x7f : 0;
        List<Register> rest = new ArrayList<>();
        switch (type) {
            case 0 -> rest.addAll(List.of(INTERRUPT_LINE, INTERRUPT_PIN, MIN_GRANT, MAX_LATENCY));
            case 1 -> rest.addAll(List.of(PRIMARY, SECONDARY, SUBORDINATE, SECONDARY_LATENCY, SECONDARY_STATUS,
                    INTERRUPT_LINE, INTERRUPT_PIN, BRIDGE_CONTROL));
            case 2 -> rest.addAll(List.of(CARDBUS_STATUS, PRIMARY, SECONDARY, SUBORDINATE, SECONDARY_LATENCY,
                    INTERRUPT_LINE, INTERRUPT_PIN, CARDBUS_CONTROL));
            default -> {
                // what follows has no meaning known
            }
        }
        rest.forEach(list::read);
        return list.list();
    }

    private static Register status(String name, int at, String systemError) {
        return Register.of(name, at, 2).flag("66 MHz Capable", 5).flag("User Definable Features", 6)
                .flag("Fast Back-to-Back Transactions Capable", 7).flag("Master Data Parity Error", 8)
                .field("DEVSEL Timing", 9, 2, value -> Meaning.of(value, "fast", "medium", "slow"))
                .flag("Signaled Target Abort", 11).flag("Received Target Abort", 12)
                .flag("Received Master Abort", 13).flag(systemError, 14).flag("Detected Parity Error", 15);
    }
}
