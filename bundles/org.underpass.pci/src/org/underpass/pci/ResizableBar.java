package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Resizable BAR, and the same for the BARs of virtual functions. PCI Express Base Specification, 7.8.6 and 7.8.7.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param virtualFunctions whether this is VF Resizable BAR
 * @param entries one per BAR that can be resized
 */
public record ResizableBar(int offset, int version, boolean virtualFunctions, List<Entry> entries)
        implements ExtendedCapability {

    /** Extended Capability ID of Resizable BAR. */
    public static final int ID = 0x0015;
    /** Extended Capability ID of VF Resizable BAR. */
    public static final int VF_ID = 0x0024;

    private static final int SMALLEST_LOG2 = 20;

    /** Copies the list. */
    public ResizableBar {
        entries = List.copyOf(entries);
    }

    /**
     * A BAR that can be resized.
     *
     * @param capability Resizable BAR Capability Register
     * @param control Resizable BAR Control Register
     */
    public record Entry(long capability, long control) {

        /** Index of the BAR, 0 to 5. */
        public int bar() {
            return (int) control & 7;
        }

        /** Present size in bytes. */
        public long currentSize() {
            int exponent = SMALLEST_LOG2 + ((int) (control >> 8) & 0x3f);
            return exponent < Long.SIZE - 1 ? 1L << exponent : Long.MAX_VALUE;
        }

        /** Sizes that the function can, in bytes, ascending: powers of two from 1 MiB to 4 EiB. */
        public List<Long> supportedSizes() {
            List<Long> sizes = new ArrayList<>();
            for (int bit = 4; bit < 32; bit++) {
                if ((capability >> bit & 1) != 0) {
                    sizes.add(1L << SMALLEST_LOG2 + bit - 4);
                }
            }
            for (int bit = 16; bit < 31; bit++) {
                if ((control >> bit & 1) != 0) {
                    sizes.add(1L << SMALLEST_LOG2 + 28 + bit - 16);
                }
            }
            return List.copyOf(sizes);
        }

        /** The largest of {@link #supportedSizes}, or the present one where none is announced. */
        public long largestSize() {
            List<Long> sizes = supportedSizes();
            return sizes.isEmpty() ? currentSize() : sizes.getLast();
        }
    }

    static ResizableBar decode(Block block, boolean virtualFunctions) {
        int count = Math.max(1, Math.min(6, (int) (block.u32(8) >> 5 & 7)));
        List<Entry> entries = new ArrayList<>(count);
        for (int at = 4; at < 4 + 8 * count && block.isWhole(); at += 8) {
            entries.add(new Entry(block.u32(at), block.u32(at + 4)));
        }
        return new ResizableBar(block.base(), block.version(), virtualFunctions, entries);
    }

    @Override
    public int id() {
        return virtualFunctions ? VF_ID : ID;
    }

    /** The entry of a BAR. */
    public Optional<Entry> entry(int bar) {
        return entries.stream().filter(entry -> entry.bar() == bar).findFirst();
    }

    @Override
    public List<Field> fields() {
        FieldList list = new FieldList(offset);
        for (int index = 0; index < entries.size(); index++) {
            Entry entry = entries.get(index);
            list.add("", Layout.CAPABILITY, 8 * index, entry.capability());
            list.add("", Layout.CONTROL, 8 * index, entry.control());
        }
        return list.list();
    }

    private static final class Layout {
        static final Register CAPABILITY = Register.of("Resizable BAR Capability Register", 4, 4)
                .field("BAR Size Supported", 4, 28, value -> sizes(value, SMALLEST_LOG2));
        static final Register CONTROL = Register.of("Resizable BAR Control Register", 8, 4)
                .number("BAR Index", 0, 3).number("Number of Resizable BARs", 5, 3)
                .field("BAR Size", 8, 6, value -> value <= 42 ? Meaning.size(1L << SMALLEST_LOG2 + value)
                        : "reserved (" + value + ")")
                .field("BAR Size Supported (256 TiB and up)", 16, 16, value -> sizes(value, SMALLEST_LOG2 + 28));

        private static String sizes(long bits, int first) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 28 && first + bit < Long.SIZE - 1; bit++) {
                if ((bits >> bit & 1) != 0) {
                    text.append(text.isEmpty() ? "" : ", ").append(Meaning.size(1L << first + bit));
                }
            }
            return text.isEmpty() ? "none" : text.toString();
        }
    }
}
