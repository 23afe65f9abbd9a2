package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * Enhanced Allocation: resources at fixed places, instead of BARs. PCI Express Base Specification, 7.8.5.
 *
 * @param offset of the capability
 * @param entries in their order
 * @param fields all fields
 */
public record EnhancedAllocation(int offset, List<Entry> entries, List<Field> fields) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x14;

    /** Copies the lists. */
    public EnhancedAllocation {
        entries = List.copyOf(entries);
        fields = List.copyOf(fields);
    }

    /**
     * One resource.
     *
     * @param barEquivalent BAR Equivalent Indicator: 0 to 5 as the BARs, 6 behind the bridge, 7 not a BAR, 8 ROM, 9
     *     to 14 the BARs of virtual functions
     * @param primaryProperties how to use it, by type of resource
     * @param secondaryProperties what to take it for where the primary is not understood
     * @param base first address
     * @param last last address, inclusive
     * @param writable whether base and size can be changed
     * @param enabled whether it decodes
     */
    public record Entry(int barEquivalent, int primaryProperties, int secondaryProperties, long base, long last,
            boolean writable, boolean enabled) {
    }

    static EnhancedAllocation decode(Block block) {
        FieldList list = new FieldList(block);
        int count = (int) list.read(Layout.COUNT) & 0x3f;
        int at = 4;
        if (block.config().has(0x0e, 1) && (block.config().u8(0x0e) & 0x7f) == 1) {
            list.read(Layout.BUSES);
            at = 8;
        }
        List<Entry> entries = new ArrayList<>();
        for (int index = 0; index < count && block.isWhole(); index++) {
            String prefix = "Entry " + index + " ";
            long header = list.read(prefix, Layout.HEADER, at);
            long base = list.read(prefix, Layout.BASE, at + 4);
            long maximum = list.read(prefix, Layout.MAX_OFFSET, at + 8);
            int next = at + 12;
            long start = base & ~3L;
            long offset = maximum | 3;
            if ((base & 2) != 0) {
                start |= list.read(prefix, Layout.BASE_UPPER, next) << 32;
                next += 4;
            }
            if ((maximum & 2) != 0) {
                offset |= list.read(prefix, Layout.MAX_OFFSET_UPPER, next) << 32;
            }
            entries.add(new Entry((int) header >> 4 & 0xf, (int) header >> 8 & 0xff, (int) header >> 16 & 0xff, start,
                    start + offset, (header >> 30 & 1) != 0, (header >> 31 & 1) != 0));
            at += 4 + 4 * ((int) header & 7);
        }
        return new EnhancedAllocation(block.base(), entries, list.list());
    }

    @Override
    public int id() {
        return ID;
    }

    private static final class Layout {
        static final Register COUNT = Register.of("Num Entries", 2, 1).number("Num Entries", 0, 6);
        static final Register BUSES = Register.of("Fixed Bus Numbers", 4, 2)
                .hex("Fixed Secondary Bus Number", 0, 8).hex("Fixed Subordinate Bus Number", 8, 8);
        static final Register HEADER = Register.of("Header", 0, 4).number("Entry Size", 0, 3)
                .field("BAR Equivalent Indicator", 4, 4, value -> Meaning.of(value, "BAR 0", "BAR 1", "BAR 2",
                        "BAR 3", "BAR 4", "BAR 5", "resource behind function", "not indicated", "Expansion ROM",
                        "VF-BAR 0", "VF-BAR 1", "VF-BAR 2", "VF-BAR 3", "VF-BAR 4", "VF-BAR 5", "reserved"))
                .field("Primary Properties", 8, 8, Layout::properties)
                .field("Secondary Properties", 16, 8, Layout::properties).flag("Writable", 30).flag("Enable", 31);
        static final Register BASE = Register.of("Base", 0, 4).field("Base", 2, 30, value -> Meaning.hex(value << 2));
        static final Register MAX_OFFSET = Register.of("MaxOffset", 0, 4)
                .field("MaxOffset", 2, 30, value -> Meaning.hex(value << 2 | 3));
        static final Register BASE_UPPER = Register.of("Base upper", 0, 4).whole(Meaning::hex);
        static final Register MAX_OFFSET_UPPER = Register.of("MaxOffset upper", 0, 4).whole(Meaning::hex);

        private static String properties(long value) {
            return switch ((int) value) {
                case 0x00 -> "memory, non-prefetchable";
                case 0x01 -> "memory, prefetchable";
                case 0x02 -> "I/O";
                case 0x03 -> "memory of virtual functions, prefetchable";
                case 0x04 -> "memory of virtual functions, non-prefetchable";
                case 0x05 -> "behind bridge, memory, non-prefetchable";
                case 0x06 -> "behind bridge, memory, prefetchable";
                case 0x07 -> "behind bridge, I/O";
                case 0xfd -> "unavailable, memory";
                case 0xfe -> "unavailable, I/O";
                case 0xff -> "unavailable";
                default -> "reserved (" + value + ")";
            };
        }
    }
}
