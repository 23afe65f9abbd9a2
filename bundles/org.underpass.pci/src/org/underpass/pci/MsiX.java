package org.underpass.pci;

import java.util.List;

/**
 * MSI-X. PCI Express Base Specification, 7.7.2. Where the table lies matters to a guest: it cannot be mapped
 * together with other registers of its BAR.
 *
 * @param offset of the capability
 * @param control Message Control
 * @param table Table Offset and BIR, 32 bits
 * @param pendingArray PBA Offset and BIR, 32 bits
 */
public record MsiX(int offset, int control, long table, long pendingArray) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x11;

    static MsiX decode(Block block) {
        return new MsiX(block.base(), block.u16(2), block.u32(4), block.u32(8));
    }

    @Override
    public int id() {
        return ID;
    }

    /** MSI-X Enable. */
    public boolean enabled() {
        return (control & 0x8000) != 0;
    }

    /** Number of table entries, 16 bytes each. */
    public int tableSize() {
        return (control & 0x7ff) + 1;
    }

    /** Index of the BAR that holds the table. */
    public int tableBar() {
        return (int) table & 7;
    }

    /** Offset of the table in its BAR. */
    public long tableOffset() {
        return table & ~7L;
    }

    /** Index of the BAR that holds the Pending Bit Array. */
    public int pendingBar() {
        return (int) pendingArray & 7;
    }

    /** Offset of the Pending Bit Array in its BAR. */
    public long pendingOffset() {
        return pendingArray & ~7L;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CONTROL, control).add(Layout.TABLE, table)
                .add(Layout.PENDING, pendingArray).list();
    }

    private static final class Layout {
        static final Register CONTROL = Register.of("Message Control Register for MSI-X", 2, 2)
                .field("Table Size", 0, 11, value -> value + 1 + " entries").flag("Function Mask", 14)
                .flag("MSI-X Enable", 15);
        static final Register TABLE = Register.of("Table Offset/Table BIR Register for MSI-X", 4, 4)
                .number("Table BIR", 0, 3).field("Table Offset", 3, 29, value -> Meaning.hex(value << 3));
        static final Register PENDING = Register.of("PBA Offset/PBA BIR Register for MSI-X", 8, 4)
                .number("PBA BIR", 0, 3).field("PBA Offset", 3, 29, value -> Meaning.hex(value << 3));
    }
}
