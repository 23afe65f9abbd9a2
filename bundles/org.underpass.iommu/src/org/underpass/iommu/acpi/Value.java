package org.underpass.iommu.acpi;

import java.util.HexFormat;
import java.util.List;

/** What a {@link Field} holds, with enough type for a viewer or JSON to print it properly. */
public sealed interface Value {

    /** The value as a person reads it. Never null; empty only for an empty text or list. */
    String text();

    /**
     * An address, a register or flags: printed as lower-case hexadecimal with {@code 0x}.
     *
     * @param bits the value, as unsigned 64 bits
     * @param bytes how many bytes wide the field is, 1 to 8
     */
    record Hex(long bits, int bytes) implements Value {
        @Override
        public String text() {
            return "0x" + HexFormat.of().toHexDigits(bits, Math.max(1, Math.min(8, bytes)) * 2);
        }
    }

    /** A size, a count or a number without meaning in its bits, unsigned. */
    record Count(long number) implements Value {
        @Override
        public String text() {
            return Long.toUnsignedString(number);
        }
    }

    /** One bit of the flags that stand before it, under the specification's name for it. */
    record Flag(boolean set) implements Value {
        @Override
        public String text() {
            return Boolean.toString(set);
        }
    }

    /** Characters; bytes outside printable ASCII are shown as {@code \xNN}. */
    record Text(String text) implements Value {
    }

    /** Several values of one kind, such as the path of a device scope ({@code "1c.0"}, {@code "00.0"}). */
    record Many(List<String> items) implements Value {
        public Many {
            items = List.copyOf(items);
        }

        @Override
        public String text() {
            return String.join(" ", items);
        }
    }

    /** Bytes that no specification explains to us. */
    record Bytes(List<Integer> octets) implements Value {
        public Bytes {
            octets = List.copyOf(octets);
        }

        @Override
        public String text() {
            StringBuilder out = new StringBuilder();
            for (int octet : octets) {
                out.append(out.isEmpty() ? "" : " ").append(HexFormat.of().toHexDigits((byte) octet));
            }
            return out.toString();
        }
    }
}
