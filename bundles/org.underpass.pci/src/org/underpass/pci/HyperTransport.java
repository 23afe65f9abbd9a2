package org.underpass.pci;

import java.util.List;

/**
 * A HyperTransport capability block. HyperTransport I/O Link Specification 3.10, chapter 7.
 *
 * @param offset of the capability
 * @param command Command register: holds the capability type
 * @param fields all fields
 */
public record HyperTransport(int offset, int command, List<Field> fields) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x08;

    /** Copies the list. */
    public HyperTransport {
        fields = List.copyOf(fields);
    }

    /** Capability Type: three bits for the interfaces, five for the rest. */
    public enum Type {
        SLAVE("Slave/Primary Interface"),
        HOST("Host/Secondary Interface"),
        SWITCH("Switch"),
        INTERRUPT_DISCOVERY("Interrupt Discovery and Configuration"),
        REVISION_ID("Revision ID"),
        UNIT_ID_CLUMPING("UnitID Clumping"),
        EXTENDED_CONFIGURATION("Extended Configuration Space Access"),
        ADDRESS_MAPPING("Address Mapping"),
        MSI_MAPPING("MSI Mapping"),
        DIRECT_ROUTE("DirectRoute"),
        VC_SET("VCSet"),
        RETRY_MODE("Retry Mode"),
        X86_ENCODING("X86 Encoding"),
        UNKNOWN("Unknown");

        private final String title;

        Type(String title) {
            this.title = title;
        }

        /** Name in the specification. */
        public String title() {
            return title;
        }

        static Type of(int command) {
            return switch (command >> 13) {
                case 0 -> SLAVE;
                case 1 -> HOST;
                default -> switch (command >> 11 & 0x1f) {
                    case 0x08 -> SWITCH;
                    case 0x10 -> INTERRUPT_DISCOVERY;
                    case 0x11 -> REVISION_ID;
                    case 0x12 -> UNIT_ID_CLUMPING;
                    case 0x13 -> EXTENDED_CONFIGURATION;
                    case 0x14 -> ADDRESS_MAPPING;
                    case 0x15 -> MSI_MAPPING;
                    case 0x16 -> DIRECT_ROUTE;
                    case 0x17 -> VC_SET;
                    case 0x18 -> RETRY_MODE;
                    case 0x19 -> X86_ENCODING;
                    default -> UNKNOWN;
                };
            };
        }
    }

    static HyperTransport decode(Block block) {
        int command = block.u16(2);
        return new HyperTransport(block.base(), command, HyperTransportLayout.fields(block, Type.of(command)));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Which block this is. */
    public Type type() {
        return Type.of(command);
    }
}
