package org.underpass.pci;

import java.util.List;

/** Fields of the registers of {@link PciExpress}. */
final class PciExpressLayout {

    private static final Register CAPABILITIES = Register.of("PCI Express Capabilities Register", 2, 2)
            .number("Capability Version", 0, 4)
            .field("Device/Port Type", 4, 4, value -> PciExpress.Type.values()[(int) value].title())
            .flag("Slot Implemented", 8)
            .number("Interrupt Message Number", 9, 5);

    private PciExpressLayout() {
    }

    static List<Field> fields(PciExpress capability) {
        return new FieldList(capability.offset()).add(CAPABILITIES, capability.capability()).list();
    }
}
