package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/**
 * The I/O interrupt controllers of the MADT (signature {@code APIC}), which remapping tables have to name each. Source:
 * ACPI 6.5 sections 5.2.12 and 5.2.12.3. Total: a structure that is cut off ends the list.
 *
 * @param ioApics in the order of the bytes
 */
public record InterruptControllers(List<IoApic> ioApics) {
    private static final int FIRST = AcpiTable.HEADER_LENGTH + 8;
    private static final int IO_APIC = 1;
    private static final int IO_APIC_LENGTH = 12;

    public InterruptControllers {
        ioApics = List.copyOf(ioApics);
    }

    /**
     * One I/O APIC.
     *
     * @param id            its number, by which remapping tables name it
     * @param interruptBase the first global interrupt that it takes
     * @param offset        of its structure in the table
     */
    public record IoApic(int id, long interruptBase, int offset) {
    }

    /** Those of a table; empty for any other table than the MADT. */
    public static InterruptControllers of(AcpiTable table) {
        List<IoApic> found = new ArrayList<>();
        byte[] bytes = table.bytes();
        int at = table.signature().equals("APIC") ? FIRST : bytes.length;
        while (at + 2 <= bytes.length) {
            int length = bytes[at + 1] & 0xff;
            if (length < 2 || at + length > bytes.length) {
                break;
            }
            if (bytes[at] == IO_APIC && length >= IO_APIC_LENGTH) {
                long base = 0;
                for (int i = 3; i >= 0; i--) {
                    base = base << 8 | bytes[at + 8 + i] & 0xff;
                }
                found.add(new IoApic(bytes[at + 2] & 0xff, base, at));
            }
            at += length;
        }
        return new InterruptControllers(found);
    }
}
