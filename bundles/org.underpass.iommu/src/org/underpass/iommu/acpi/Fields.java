package org.underpass.iommu.acpi;

import java.util.ArrayList;
import java.util.List;

/** Collects the fields of one item; offsets are given relative to the item. */
final class Fields {
    private final List<Field> list = new ArrayList<>();
    private final int base;

    private Fields(int base) {
        this.base = base;
    }

    static Fields at(int base) {
        return new Fields(base);
    }

    Fields hex(String name, long value, int offset, int length) {
        list.add(new Field(name, new Value.Hex(value, length), base + offset, length));
        return this;
    }

    Fields count(String name, long value, int offset, int length) {
        list.add(new Field(name, new Value.Count(value), base + offset, length));
        return this;
    }

    Fields text(String name, String value, int offset, int length) {
        list.add(new Field(name, new Value.Text(value), base + offset, length));
        return this;
    }

    Fields many(String name, List<String> values, int offset, int length) {
        list.add(new Field(name, new Value.Many(values), base + offset, length));
        return this;
    }

    /** Names for bits of the flags field at the offset, from bit 0 on; an empty name leaves a reserved bit out. */
    Fields bits(long flags, int offset, String... names) {
        for (int bit = 0; bit < names.length; bit++) {
            if (!names[bit].isEmpty()) {
                list.add(new Field(names[bit], new Value.Flag((flags >> bit & 1) != 0), base + offset, 0));
            }
        }
        return this;
    }

    List<Field> done() {
        return List.copyOf(list);
    }
}
