package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Layout of one register of a capability; the source of {@link Field}s. */
final class Register {

    private final String name;
    private final int offset;
    private final int size;
    private final List<Bits> bits = new ArrayList<>();

    private Register(String name, int offset, int size) {
        this.name = name;
        this.offset = offset;
        this.size = size;
    }

    /**
     * @param offset from the capability's header
     * @param size in bytes
     */
    static Register of(String name, int offset, int size) {
        return new Register(name, offset, size);
    }

    Register flag(String field, int bit) {
        bits.add(Bits.flag(field, bit));
        return this;
    }

    Register number(String field, int low, int width) {
        bits.add(Bits.number(field, low, width));
        return this;
    }

    Register hex(String field, int low, int width) {
        bits.add(Bits.hex(field, low, width));
        return this;
    }

    Register field(String field, int low, int width, LongFunction<String> meaning) {
        bits.add(new Bits(field, low, width, meaning));
        return this;
    }

    /** The whole register is one field. */
    Register whole(LongFunction<String> meaning) {
        bits.add(new Bits(name, 0, size * 8, meaning));
        return this;
    }

    int offset() {
        return offset;
    }

    int size() {
        return size;
    }

    void addTo(List<Field> target, String prefix, int base, long value) {
        for (Bits bit : bits) {
            long part = bit.of(value);
            target.add(new Field(prefix + name, bit.name(), base + offset, size, bit.low(), bit.width(), part,
                    bit.meaning().apply(part)));
        }
    }
}
