package org.underpass.pci;

import java.util.List;

/**
 * Downstream Port Containment. PCI Express Base Specification, 7.9.14.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capability DPC Capability Register
 * @param control DPC Control Register
 * @param status DPC Status Register
 * @param errorSource DPC Error Source ID Register
 */
public record DownstreamPortContainment(int offset, int version, int capability, int control, int status,
        int errorSource) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x001d;

    static DownstreamPortContainment decode(Block block) {
        return new DownstreamPortContainment(block.base(), block.version(), block.u16(4), block.u16(6), block.u16(8),
                block.u16(10));
    }

    @Override
    public int id() {
        return ID;
    }

    /** DPC Trigger Enable: 0 off, 1 fatal errors, 2 all uncorrectable errors. */
    public int triggerEnable() {
        return control & 3;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITY, capability).add(Layout.CONTROL, control)
                .add(Layout.STATUS, status).add(Layout.SOURCE, errorSource).list();
    }

    private static final class Layout {
        static final Register CAPABILITY = Register.of("DPC Capability Register", 4, 2)
                .number("DPC Interrupt Message Number", 0, 5).flag("RP Extensions for DPC", 5)
                .flag("Poisoned TLP Egress Blocking Supported", 6).flag("DPC Software Triggering Supported", 7)
                .number("RP PIO Log Size", 8, 4).flag("DL_Active ERR_COR Signaling Supported", 12);
        static final Register CONTROL = Register.of("DPC Control Register", 6, 2)
                .field("DPC Trigger Enable", 0, 2, value -> Meaning.of(value, "disabled", "ERR_FATAL",
                        "ERR_NONFATAL or ERR_FATAL"))
                .flag("DPC Completion Control", 2).flag("DPC Interrupt Enable", 3).flag("DPC ERR_COR Enable", 4)
                .flag("Poisoned TLP Egress Blocking Enable", 5).flag("DPC Software Trigger", 6)
                .flag("DL_Active ERR_COR Enable", 7).flag("DPC SIG_SFW Enable", 8);
        static final Register STATUS = Register.of("DPC Status Register", 8, 2)
                .flag("DPC Trigger Status", 0)
                .field("DPC Trigger Reason", 1, 2, value -> Meaning.of(value, "unmasked uncorrectable error",
                        "ERR_NONFATAL received", "ERR_FATAL received", "see extension"))
                .flag("DPC Interrupt Status", 3).flag("DPC RP Busy", 4)
                .field("DPC Trigger Reason Extension", 5, 2, value -> Meaning.of(value, "RP PIO error",
                        "DPC Software Trigger"))
                .number("RP PIO First Error Pointer", 8, 5).flag("DPC SIG_SFW Status", 13);
        static final Register SOURCE = Register.of("DPC Error Source ID Register", 10, 2).whole(Meaning::hex);
    }
}
