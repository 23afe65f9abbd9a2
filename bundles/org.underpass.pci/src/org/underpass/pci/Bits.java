package org.underpass.pci;

import java.util.function.LongFunction;

/** A field of a register: where its bits are, its name, and how its value reads. */
record Bits(String name, int low, int width, LongFunction<String> meaning) {

    /** A number without unit. */
    static Bits number(String name, int low, int width) {
        return new Bits(name, low, width, Long::toString);
    }

    /** A number best read in hexadecimal. */
    static Bits hex(String name, int low, int width) {
        return new Bits(name, low, width, value -> "0x" + Long.toHexString(value));
    }

    /** A single bit. */
    static Bits flag(String name, int bit) {
        return new Bits(name, bit, 1, value -> value != 0 ? "yes" : "no");
    }

    long of(long register) {
        long shifted = register >>> low;
        return width >= 64 ? shifted : shifted & (1L << width) - 1;
    }
}
