package org.underpass.pci;

import java.util.List;
import java.util.OptionalLong;

/**
 * Message Signalled Interrupts. PCI Express Base Specification, 7.7.1.
 *
 * @param offset of the capability
 * @param control Message Control
 * @param address Message Address, both halves
 * @param data Message Data
 * @param mask Mask Bits, where the function has per-vector masking
 * @param pending Pending Bits, likewise
 */
public record Msi(int offset, int control, long address, int data, OptionalLong mask, OptionalLong pending)
        implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x05;

    static Msi decode(Block block) {
        int control = block.u16(2);
        boolean wide = (control & 0x80) != 0;
        boolean maskable = (control & 0x100) != 0;
        int dataAt = wide ? 12 : 8;
        return new Msi(block.base(), control, wide ? block.u64(4) : block.u32(4), block.u16(dataAt),
                maskable ? OptionalLong.of(block.u32(dataAt + 4)) : OptionalLong.empty(),
                maskable ? OptionalLong.of(block.u32(dataAt + 8)) : OptionalLong.empty());
    }

    @Override
    public int id() {
        return ID;
    }

    /** MSI Enable. */
    public boolean enabled() {
        return (control & 1) != 0;
    }

    /** How many vectors the function asks for. */
    public int vectorsCapable() {
        return 1 << (control >> 1 & 7);
    }

    /** How many vectors it was given. */
    public int vectorsEnabled() {
        return 1 << (control >> 4 & 7);
    }

    /** Whether it takes 64-bit addresses. */
    public boolean wideAddress() {
        return (control & 0x80) != 0;
    }

    @Override
    public List<Field> fields() {
        FieldList list = new FieldList(offset).add(Layout.CONTROL, control);
        if (wideAddress()) {
            list.add(Layout.ADDRESS_64, address);
        } else {
            list.add(Layout.ADDRESS_32, address);
        }
        int shift = wideAddress() ? 4 : 0;
        list.add("", Layout.DATA, shift, data);
        mask.ifPresent(value -> list.add("", Layout.MASK, shift, value));
        pending.ifPresent(value -> list.add("", Layout.PENDING, shift, value));
        return list.list();
    }

    private static final class Layout {
        static final Register CONTROL = Register.of("Message Control Register for MSI", 2, 2)
                .flag("MSI Enable", 0).field("Multiple Message Capable", 1, 3, value -> String.valueOf(1 << value))
                .field("Multiple Message Enable", 4, 3, value -> String.valueOf(1 << value))
                .flag("64-bit Address Capable", 7).flag("Per-Vector Masking Capable", 8)
                .flag("Extended Message Data Capable", 9).flag("Extended Message Data Enable", 10);
        static final Register ADDRESS_32 = Register.of("Message Address Register for MSI", 4, 4).whole(Meaning::hex);
        static final Register ADDRESS_64 = Register.of("Message Address Register for MSI", 4, 8).whole(Meaning::hex);
        static final Register DATA = Register.of("Message Data Register for MSI", 8, 2).whole(Meaning::hex);
        static final Register MASK = Register.of("Mask Bits Register for MSI", 12, 4).whole(Meaning::hex);
        static final Register PENDING = Register.of("Pending Bits Register for MSI", 16, 4).whole(Meaning::hex);
    }
}
