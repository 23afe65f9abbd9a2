package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.underpass.iommu.fault.IntelReasons;

/** Remaps interrupt messages as VT-d does. Source: VT-d 4.1 chapter 5 and sections 9.10 and 9.11. */
public final class VtdInterrupts {
    private static final long ADDRESS = 0xffff_ffff_ffff_f000L;
    private static final int REMAPPABLE = 1 << 4;
    private static final int SUB_HANDLE = 1 << 3;

    private final PhysicalMemory memory;
    private final long status;
    private final long table;

    /**
     * @param status GSTS_REG: bit 25 says that remapping is on, bit 23 that the old format passes
     * @param table IRTA_REG
     */
    public VtdInterrupts(PhysicalMemory memory, long status, long table) {
        this.memory = Objects.requireNonNull(memory);
        this.status = status;
        this.table = table;
    }

    /**
     * Follows a message.
     *
     * @param address where the device writes, in the interrupt range
     * @param data what it writes, 32 bits
     */
    public InterruptRemapping remap(int requesterId, long address, int data) {
        if ((status >>> 25 & 1) == 0) {
            return new InterruptRemapping.Unchanged(List.of());
        }
        if ((address & REMAPPABLE) == 0) {
            boolean extended = (table >>> 11 & 1) != 0;
            return (status >>> 23 & 1) != 0 && !extended ? new InterruptRemapping.Unchanged(List.of())
                    : refused(0x25, List.of());
        }
        int handle = (int) (address >>> 5 & 0x7fff | (address >>> 2 & 1) << 15);
        boolean sub = (address & SUB_HANDLE) != 0;
        if (sub && data >>> 16 != 0) {
            return refused(0x20, List.of());
        }
        int index = handle + (sub ? data & 0xffff : 0);
        if (index >= 1 << (table & 0xf) + 1) {
            return refused(0x21, List.of());
        }
        Trail trail = new Trail();
        Trail.Entry entry = trail.read(memory, "interrupt", (table & ADDRESS) + index * 16L, 2);
        return entry == null ? refused(0x23, List.of()) : entry(entry, requesterId & 0xffff, trail.steps());
    }

    private InterruptRemapping entry(Trail.Entry entry, int requesterId, List<WalkStep> walk) {
        if (!entry.bit(0)) {
            return refused(0x22, walk);
        }
        if (entry.bits(1, 19, 18) == 3) {
            return refused(0x24, walk);
        }
        if (!source(entry, requesterId)) {
            return refused(0x26, walk);
        }
        if (entry.bit(15)) {
            return new InterruptRemapping.Posted((int) entry.bits(0, 23, 16),
                    entry.bits(0, 63, 38) << 6 | entry.bits(1, 63, 32) << 32, walk);
        }
        boolean extended = (table >>> 11 & 1) != 0;
        long destination = extended ? entry.bits(0, 63, 32) : entry.bits(0, 47, 40);
        return new InterruptRemapping.Remapped((int) entry.bits(0, 23, 16), destination, (int) entry.bits(0, 7, 5),
                entry.bit(2), walk);
    }

    /** Bits 17:16 of the upper half ask which bits of the requester count, bits 19:18 what they are held against. */
    private static boolean source(Trail.Entry entry, int requesterId) {
        int allowed = (int) entry.bits(1, 15, 0);
        return switch ((int) entry.bits(1, 19, 18)) {
            case 1 -> {
                int ignored = switch ((int) entry.bits(1, 17, 16)) {
                    case 1 -> 4;
                    case 2 -> 6;
                    case 3 -> 7;
                    default -> 0;
                };
                yield (requesterId & ~ignored) == (allowed & ~ignored);
            }
            case 2 -> requesterId >>> 8 >= allowed >>> 8 && requesterId >>> 8 <= (allowed & 0xff);
            default -> true;
        };
    }

    private static InterruptRemapping refused(int code, List<WalkStep> walk) {
        return new InterruptRemapping.Refused(OptionalInt.of(code), "", IntelReasons.all().get(code), walk);
    }
}
