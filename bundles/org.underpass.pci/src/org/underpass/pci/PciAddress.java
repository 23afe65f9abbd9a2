package org.underpass.pci;

import java.util.Optional;

/**
 * Where a PCI function sits: segment (Linux: domain), bus, device, function.
 *
 * <p>The domain is an unsigned 32-bit number: firmware segments have 16 bits, but Linux numbers the buses behind
 * Intel VMD and some host bridges from 0x10000 upwards. It is kept in an {@code int} and compared unsigned.
 *
 * @param domain PCI domain, unsigned
 * @param bus bus number, 0 to 255
 * @param device device number, 0 to 31
 * @param function function number, 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function) implements Comparable<PciAddress> {

    private static final String EXPECTED = "[domain:]bus:device.function in hex, as in 0000:01:00.0";

    /** @throws IllegalArgumentException when bus, device or function are out of range */
    public PciAddress {
        if (bus < 0 || bus > 0xff || device < 0 || device > 0x1f || function < 0 || function > 7) {
            throw new IllegalArgumentException(
                    "PCI address out of range: bus " + bus + ", device " + device + ", function " + function);
        }
    }

    /**
     * Reads {@code 0000:01:00.0} or, in domain 0, {@code 01:00.0}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static PciAddress parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException(
                "not a PCI address: \"" + text + "\", expected " + EXPECTED));
    }

    /** As {@link #parse}, but empty where the text is not an address. */
    public static Optional<PciAddress> tryParse(String text) {
        int length = text.length();
        if (length < 7 || length > 16 || text.charAt(length - 2) != '.' || text.charAt(length - 5) != ':') {
            return Optional.empty();
        }
        long function = hex(text, length - 1, length);
        long device = hex(text, length - 4, length - 2);
        long bus = hex(text, length - 7, length - 5);
        long domain = 0;
        if (length > 7) {
            domain = length < 9 || text.charAt(length - 8) != ':' ? -1 : hex(text, 0, length - 8);
        }
        if (domain < 0 || bus < 0 || device < 0 || device > 0x1f || function < 0 || function > 7) {
            return Optional.empty();
        }
        return Optional.of(new PciAddress((int) domain, (int) bus, (int) device, (int) function));
    }

    private static long hex(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** The 16 bits that the function puts on the bus as Requester ID: bus, device, function. */
    public int requesterId() {
        return bus << 8 | device << 3 | function;
    }

    /** Whether both are functions of one device, and so share a slot. */
    public boolean sameSlot(PciAddress other) {
        return sameBus(other) && device == other.device;
    }

    /** Whether both sit on one bus of one domain. */
    public boolean sameBus(PciAddress other) {
        return domain == other.domain && bus == other.bus;
    }

    /** The address of another function of the same device. */
    public PciAddress withFunction(int number) {
        return new PciAddress(domain, bus, device, number);
    }

    /** By hand, as is {@link #hashCode}: addresses are keys everywhere, and a record's own would be linked anew. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PciAddress a && domain == a.domain && requesterId() == a.requesterId();
    }

    @Override
    public int hashCode() {
        return domain * 0x10001 ^ requesterId();
    }

    @Override
    public int compareTo(PciAddress other) {
        int byDomain = Integer.compareUnsigned(domain, other.domain);
        return byDomain != 0 ? byDomain : Integer.compare(requesterId(), other.requesterId());
    }

    /** As sysfs names it: {@code 0000:01:00.0}, the domain with at least four digits. */
    @Override
    public String toString() {
        // A char array instead of a concatenation, which the JVM would link in each short-lived process.
        String high = domain >>> 16 == 0 ? "" : Integer.toHexString(domain >>> 16);
        char[] text = new char[high.length() + 12];
        high.getChars(0, high.length(), text, 0);
        int at = high.length();
        for (int shift = 12; shift >= 0; shift -= 4) {
            text[at++] = digit(domain >> shift);
        }
        text[at++] = ':';
        text[at++] = digit(bus >> 4);
        text[at++] = digit(bus);
        text[at++] = ':';
        text[at++] = digit(device >> 4);
        text[at++] = digit(device);
        text[at++] = '.';
        text[at] = digit(function);
        return new String(text);
    }

    private static char digit(int value) {
        return Character.forDigit(value & 0xf, 16);
    }
}
