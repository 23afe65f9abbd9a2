package org.underpass.pci;

import java.util.List;

/**
 * L1 PM Substates. PCI Express Base Specification, 7.8.3.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capabilities L1 PM Substates Capabilities, 32 bits
 * @param control1 L1 PM Substates Control 1, 32 bits
 * @param control2 L1 PM Substates Control 2, 32 bits
 */
public record L1PmSubstates(int offset, int version, long capabilities, long control1, long control2)
        implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x001e;

    static L1PmSubstates decode(Block block) {
        return new L1PmSubstates(block.base(), block.version(), block.u32(4), block.u32(8), block.u32(12));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Which substates are on: bit 0 PCI-PM L1.2, 1 PCI-PM L1.1, 2 ASPM L1.2, 3 ASPM L1.1. */
    public int enabled() {
        return (int) control1 & 0xf;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITIES, capabilities).add(Layout.CONTROL_1, control1)
                .add(Layout.CONTROL_2, control2).list();
    }

    private static final class Layout {
        static final Register CAPABILITIES = Register.of("L1 PM Substates Capabilities Register", 4, 4)
                .flag("PCI-PM L1.2 Supported", 0).flag("PCI-PM L1.1 Supported", 1).flag("ASPM L1.2 Supported", 2)
                .flag("ASPM L1.1 Supported", 3).flag("L1 PM Substates Supported", 4)
                .field("Port Common_Mode_Restore_Time", 8, 8, Meaning::microseconds)
                .field("Port T_POWER_ON Scale", 16, 2, Layout::powerOnScale).number("Port T_POWER_ON Value", 19, 5);
        static final Register CONTROL_1 = Register.of("L1 PM Substates Control 1 Register", 8, 4)
                .flag("PCI-PM L1.2 Enable", 0).flag("PCI-PM L1.1 Enable", 1).flag("ASPM L1.2 Enable", 2)
                .flag("ASPM L1.1 Enable", 3).field("Common_Mode_Restore_Time", 8, 8, Meaning::microseconds)
                .number("LTR_L1.2_THRESHOLD_Value", 16, 10)
                .field("LTR_L1.2_THRESHOLD_Scale", 29, 3, Meaning::latencyScale);
        static final Register CONTROL_2 = Register.of("L1 PM Substates Control 2 Register", 12, 4)
                .field("T_POWER_ON Scale", 0, 2, Layout::powerOnScale).number("T_POWER_ON Value", 3, 5);

        private static String powerOnScale(long value) {
            return Meaning.of(value, "x 2 us", "x 10 us", "x 100 us", "reserved");
        }
    }
}
