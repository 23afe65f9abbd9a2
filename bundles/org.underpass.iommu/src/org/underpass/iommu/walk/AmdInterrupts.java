package org.underpass.iommu.walk;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Remaps interrupt messages as AMD's IOMMU does. Source: AMD IOMMU specification 3.08 section 2.2.5. Messages with an
 * index only (fixed and lowest priority); those that a device table entry passes or blocks by kind are not looked at.
 */
public final class AmdInterrupts {
    private static final int WIDE_ENTRIES = 17;

    private final PhysicalMemory memory;
    private final AmdRegisters registers;

    public AmdInterrupts(PhysicalMemory memory, AmdRegisters registers) {
        this.memory = Objects.requireNonNull(memory);
        this.registers = Objects.requireNonNull(registers);
    }

    /** Follows a message; its data's lower eleven bits are the index. */
    public InterruptRemapping remap(int requesterId, int data) {
        if (!registers.on()) {
            return new InterruptRemapping.Unchanged(List.of());
        }
        Trail trail = new Trail();
        long offset = (requesterId & 0xffff) * 32L;
        Trail.Entry device = offset >= registers.deviceTableLength() ? null
                : trail.read(memory, "device", registers.deviceTableAddress() + offset, 4);
        if (device == null) {
            return new InterruptRemapping.Refused(OptionalInt.of(3), "DEV_TAB_HARDWARE_ERROR",
                    "the unit could not read the device table", trail.steps());
        }
        if (!device.bit(128)) {
            return new InterruptRemapping.Unchanged(trail.steps());
        }
        return switch ((int) device.bits(2, 61, 60)) {
            case 0 -> refused("the device table entry blocks the device's interrupts", trail);
            case 1 -> new InterruptRemapping.Unchanged(trail.steps());
            case 2 -> table(device, data & 0x7ff, trail);
            default -> new InterruptRemapping.Refused(OptionalInt.of(1), "ILLEGAL_DEV_TABLE_ENTRY",
                    "the device table entry is set up wrongly", trail.steps());
        };
    }

    private InterruptRemapping table(Trail.Entry device, int index, Trail trail) {
        int log = (int) device.bits(2, 4, 1);
        if (log > 11) {
            return new InterruptRemapping.Refused(OptionalInt.of(1), "ILLEGAL_DEV_TABLE_ENTRY",
                    "the device table entry is set up wrongly", trail.steps());
        }
        if (index >>> log != 0) {
            return refused("the interrupt's index lies outside of the device's table", trail);
        }
        boolean wide = (registers.control() >>> WIDE_ENTRIES & 1) != 0;
        long table = device.word(2) & 0x000f_ffff_ffff_ffc0L;
        long at = table + index * (wide ? 16L : 4L);
        Trail.Entry found = trail.read(memory, "interrupt", at, wide ? 2 : 1);
        if (found == null) {
            return refused("the unit could not read the device's interrupt table", trail);
        }
        long entry = wide ? found.word(0) : found.word(0) >>> (at & 4) * 8 & 0xffff_ffffL;
        if ((entry & 1) == 0) {
            return refused("the interrupt's remapping entry is not enabled", trail);
        }
        int delivery = (int) (entry >>> 2 & 7);
        boolean logical = (entry >>> 6 & 1) != 0;
        if (wide && (entry >>> 7 & 1) != 0) {
            return new InterruptRemapping.Posted((int) (found.word(1) & 0xff), found.word(1) & 0x000f_ffff_ffff_f000L,
                    trail.steps());
        }
        return wide ? new InterruptRemapping.Remapped((int) (found.word(1) & 0xff),
                entry >>> 8 & 0xffffff | (found.word(1) >>> 56) << 24, delivery, logical, trail.steps())
                : new InterruptRemapping.Remapped((int) (entry >>> 16 & 0xff), entry >>> 8 & 0xff, delivery, logical,
                        trail.steps());
    }

    /** Source: section 2.5.3, a page fault with its interrupt flag. */
    private static InterruptRemapping refused(String sentence, Trail trail) {
        return new InterruptRemapping.Refused(OptionalInt.of(2), "IO_PAGE_FAULT", sentence, trail.steps());
    }
}
