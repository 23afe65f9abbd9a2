package org.underpass.pci;

import java.util.List;

/**
 * Latency Tolerance Reporting. PCI Express Base Specification, 7.8.2.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param maxSnoop Max Snoop Latency Register
 * @param maxNoSnoop Max No-Snoop Latency Register
 */
public record Ltr(int offset, int version, int maxSnoop, int maxNoSnoop) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0018;

    static Ltr decode(Block block) {
        return new Ltr(block.base(), block.version(), block.u16(4), block.u16(6));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Max snoop latency in nanoseconds. */
    public long maxSnoopNanoseconds() {
        return nanoseconds(maxSnoop);
    }

    /** Max no-snoop latency in nanoseconds. */
    public long maxNoSnoopNanoseconds() {
        return nanoseconds(maxNoSnoop);
    }

    private static long nanoseconds(int register) {
        return (register & 0x3ffL) << 5 * (register >> 10 & 7);
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.SNOOP, maxSnoop).add(Layout.NO_SNOOP, maxNoSnoop).list();
    }

    private static final class Layout {
        static final Register SNOOP = Register.of("Max Snoop Latency Register", 4, 2)
                .number("Max Snoop LatencyValue", 0, 10)
                .field("Max Snoop LatencyScale", 10, 3, Meaning::latencyScale);
        static final Register NO_SNOOP = Register.of("Max No-Snoop Latency Register", 6, 2)
                .number("Max No-Snoop LatencyValue", 0, 10)
                .field("Max No-Snoop LatencyScale", 10, 3, Meaning::latencyScale);
    }
}
