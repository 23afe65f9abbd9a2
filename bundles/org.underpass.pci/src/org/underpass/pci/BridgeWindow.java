package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A range of addresses that a bridge passes on to its secondary bus. PCI-to-PCI Bridge Architecture Specification,
 * 3.2.5; PC Card Standard for CardBus bridges.
 *
 * @param kind which of the windows
 * @param base first address
 * @param limit last address, inclusive; below {@code base} where the window is closed
 * @param addressBits how wide the bridge decodes: 16 or 32 for I/O, 32 or 64 for memory
 */
public record BridgeWindow(Kind kind, long base, long limit, int addressBits) {

    /** Which window. */
    public enum Kind {
        IO,
        MEMORY,
        PREFETCHABLE
    }

    /** Whether anything passes. */
    public boolean isOpen() {
        return Long.compareUnsigned(base, limit) <= 0;
    }

    /** Size in bytes; empty where closed. */
    public OptionalLong size() {
        return isOpen() ? OptionalLong.of(limit - base + 1) : OptionalLong.empty();
    }

    /** Whether the window holds all of a range. */
    public boolean contains(long address, long size) {
        return isOpen() && size > 0 && Long.compareUnsigned(base, address) <= 0
                && Long.compareUnsigned(address + size - 1, limit) <= 0
                && Long.compareUnsigned(address, address + size - 1) <= 0;
    }

    /** The windows of a bridge, as far as shown; none for other functions. A few hundred nanoseconds. */
    public static List<BridgeWindow> of(ConfigSpace config) {
        if (!config.has(0x0e, 1)) {
            return List.of();
        }
        return switch (config.u8(0x0e) & 0x7f) {
            case 1 -> bridge(config);
            case 2 -> cardBus(config);
            default -> List.of();
        };
    }

    private static List<BridgeWindow> bridge(ConfigSpace config) {
        List<BridgeWindow> windows = new ArrayList<>(3);
        if (config.has(0x1c, 2)) {
            int base = config.u8(0x1c);
            int limit = config.u8(0x1d);
            boolean wide = (base & 0xf) == 1;
            if (!wide || config.has(0x30, 4)) {
                windows.add(new BridgeWindow(Kind.IO, (wide ? config.u16(0x30) << 16 & 0xffffffffL : 0)
                        | (base & 0xf0) << 8, (wide ? config.u16(0x32) << 16 & 0xffffffffL : 0)
                        | (limit & 0xf0) << 8 | 0xfff, wide ? 32 : 16));
            }
        }
        if (config.has(0x20, 4)) {
            windows.add(new BridgeWindow(Kind.MEMORY, (config.u16(0x20) & 0xfff0L) << 16,
                    (config.u16(0x22) & 0xfff0L) << 16 | 0xfffff, 32));
        }
        if (config.has(0x24, 4)) {
            boolean wide = (config.u16(0x24) & 0xf) == 1;
            if (!wide || config.has(0x28, 8)) {
                windows.add(new BridgeWindow(Kind.PREFETCHABLE,
                        (config.u16(0x24) & 0xfff0L) << 16 | (wide ? config.u32(0x28) << 32 : 0),
                        (config.u16(0x26) & 0xfff0L) << 16 | 0xfffff | (wide ? config.u32(0x2c) << 32 : 0),
                        wide ? 64 : 32));
            }
        }
        return windows;
    }

    private static List<BridgeWindow> cardBus(ConfigSpace config) {
        List<BridgeWindow> windows = new ArrayList<>(4);
        int control = config.has(0x3e, 2) ? config.u16(0x3e) : 0;
        for (int index = 0; index < 2; index++) {
            int at = 0x1c + 8 * index;
            if (config.has(at, 8)) {
                windows.add(new BridgeWindow((control & 0x100 << index) != 0 ? Kind.PREFETCHABLE : Kind.MEMORY,
                        config.u32(at) & ~0xfffL, config.u32(at + 4) | 0xfff, 32));
            }
        }
        for (int index = 0; index < 2; index++) {
            int at = 0x2c + 8 * index;
            if (config.has(at, 8)) {
                boolean wide = (config.u32(at) & 3) == 1;
                long mask = wide ? 0xffffffffL : 0xffffL;
                windows.add(new BridgeWindow(Kind.IO, config.u32(at) & ~3L & mask, config.u32(at + 4) & mask | 3,
                        wide ? 32 : 16));
            }
        }
        return windows;
    }
}
