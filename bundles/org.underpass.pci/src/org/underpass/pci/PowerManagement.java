package org.underpass.pci;

import java.util.List;

/**
 * PCI Power Management. PCI Bus Power Management Interface Specification 1.2, section 3.2.
 *
 * @param offset of the capability
 * @param capabilities Power Management Capabilities, 16 bits
 * @param controlStatus Power Management Control/Status, 16 bits
 * @param bridgeExtensions Bridge Support Extensions, 8 bits
 * @param data Data register, 8 bits; meaning by Data_Select
 */
public record PowerManagement(int offset, int capabilities, int controlStatus, int bridgeExtensions, int data)
        implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x01;

    private static final String[] STATES = {"D0", "D1", "D2", "D3hot", "D3cold"};
    private static final int[] AUX_CURRENT = {0, 55, 100, 160, 220, 270, 320, 375};

    static PowerManagement decode(Block block) {
        return new PowerManagement(block.base(), block.u16(2), block.u16(4), block.u8(6), block.u8(7));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Version of the specification, as numbered there: 1 to 3. */
    public int version() {
        return capabilities & 7;
    }

    /** Present power state: 0 to 3, D0 to D3hot. */
    public int powerState() {
        return controlStatus & 3;
    }

    /** Whether the function keeps its state on the way from D3hot to D0; if so, PM reset does not reset it. */
    public boolean noSoftReset() {
        return (controlStatus & 8) != 0;
    }

    /** Whether a PME can be asserted from a state; 4 is D3cold. */
    public boolean pmeFrom(int state) {
        return state >= 0 && state <= 4 && (capabilities >> 11 + state & 1) != 0;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CAPABILITIES, capabilities)
                .add(Layout.CONTROL_STATUS, controlStatus).add(Layout.BRIDGE, bridgeExtensions)
                .add(Layout.DATA, data).list();
    }

    private static final class Layout {
        static final Register CAPABILITIES = Register.of("Power Management Capabilities", 2, 2)
                .number("Version", 0, 3).flag("PME Clock", 3).flag("Immediate_Readiness_on_Return_to_D0", 4)
                .flag("Device Specific Initialization", 5)
                .field("Aux_Current", 6, 3, value -> AUX_CURRENT[(int) value] + " mA")
                .flag("D1_Support", 9).flag("D2_Support", 10).flag("PME_Support D0", 11)
                .flag("PME_Support D1", 12).flag("PME_Support D2", 13).flag("PME_Support D3hot", 14)
                .flag("PME_Support D3cold", 15);
        static final Register CONTROL_STATUS = Register.of("Power Management Control/Status", 4, 2)
                .field("PowerState", 0, 2, value -> STATES[(int) value]).flag("No_Soft_Reset", 3)
                .flag("PME_En", 8).number("Data_Select", 9, 4).number("Data_Scale", 13, 2).flag("PME_Status", 15);
        static final Register BRIDGE = Register.of("Bridge Support Extensions", 6, 1)
                .field("B2_B3#", 6, 1, value -> value == 0 ? "B3" : "B2").flag("Bus Power/Clock Control Enable", 7);
        static final Register DATA = Register.of("Data", 7, 1).whole(Meaning::hex);
    }
}
