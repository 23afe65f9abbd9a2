package org.underpass.pci;

import java.util.List;

/**
 * Access Control Services: whether a port or function keeps the traffic of its peers apart. PCI Express Base
 * Specification, 7.7.11.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capability ACS Capability Register: what is implemented
 * @param control ACS Control Register: what is switched on
 */
public record Acs(int offset, int version, int capability, int control) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x000d;

    /** A service; its bit is the same in the capability and in the control register. */
    public enum Service {
        SOURCE_VALIDATION("Source Validation", 0),
        TRANSLATION_BLOCKING("Translation Blocking", 1),
        P2P_REQUEST_REDIRECT("P2P Request Redirect", 2),
        P2P_COMPLETION_REDIRECT("P2P Completion Redirect", 3),
        UPSTREAM_FORWARDING("Upstream Forwarding", 4),
        P2P_EGRESS_CONTROL("P2P Egress Control", 5),
        DIRECT_TRANSLATED_P2P("Direct Translated P2P", 6),
        ENHANCED("Enhanced Capability", 7);

        private final String title;
        private final int bit;

        Service(String title, int bit) {
            this.title = title;
            this.bit = bit;
        }

        /** Name in the specification, without "ACS". */
        public String title() {
            return title;
        }

        /** Mask of the bit in both registers. */
        public int mask() {
            return 1 << bit;
        }
    }

    static Acs decode(Block block) {
        return new Acs(block.base(), block.version(), block.u16(4), block.u16(6));
    }

    /** Whether the service is implemented. */
    public boolean supports(Service service) {
        return (capability & service.mask()) != 0;
    }

    /** Whether the service is switched on. Not for {@link Service#ENHANCED}, which has no switch of its own. */
    public boolean enabled(Service service) {
        return service != Service.ENHANCED && (control & service.mask()) != 0;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITY, capability).add(Layout.CONTROL, control).list();
    }

    private static final class Layout {
        static final Register CAPABILITY = services(Register.of("ACS Capability Register", 4, 2), "", 8)
                .number("Egress Control Vector Size", 8, 8);
        static final Register CONTROL = services(Register.of("ACS Control Register", 6, 2), " Enable", 7)
                .flag("ACS I/O Request Blocking Enable", 7)
                .number("ACS DSP Memory Target Access Control", 8, 2)
                .number("ACS USP Memory Target Access Control", 10, 2)
                .flag("ACS Unclaimed Request Redirect Control", 12);

        private static Register services(Register register, String suffix, int count) {
            for (Service service : Service.values()) {
                if (service.bit < count) {
                    register.flag("ACS " + service.title + suffix, service.bit);
                }
            }
            return register;
        }
    }
}
