package org.underpass.spi.quirk;

import java.time.Duration;
import java.util.List;

/**
 * One step of a reset routine, as data. Offsets and values are unsigned; widths are 1, 2 or 4 bytes; registers are
 * little-endian. A target function is given by its function number in the card's slot.
 *
 * <p>The vocabulary was tried on three real routines before it was fixed: QEMU's for Bonaire and Hawaii
 * (hw/vfio/pci-quirks.c), mode 1 through the PSP mailbox of Navi 10 (drivers/gpu/drm/amd), and a function-level reset
 * that needs a long delay.
 */
public sealed interface ResetStep {
    /** Writes config space: bits outside the mask keep their value. */
    record WriteConfig(int function, int offset, int width, long mask, long value) implements ResetStep {
    }

    /** Writes a register in a memory BAR: bits outside the mask keep their value. */
    record WriteMemory(int function, int bar, long offset, int width, long mask, long value) implements ResetStep {
    }

    /**
     * Writes an index register, then the data register beside it, as the SMC of older Radeons wants it.
     */
    record WriteIndexed(int function, int bar, long indexOffset, long index, long dataOffset, long mask, long value)
            implements ResetStep {
    }

    /** Waits until a config register, masked, has (or, when negated, no longer has) the value. */
    record PollConfig(int function, int offset, int width, long mask, long value, boolean negated, Duration limit)
            implements ResetStep {
    }

    /** Waits until a register in a memory BAR, masked, has (or no longer has) the value. */
    record PollMemory(int function, int bar, long offset, int width, long mask, long value, boolean negated,
            Duration limit) implements ResetStep {
    }

    /**
     * The same on a register behind an index register, which is written before each look. A limit of zero looks once:
     * so a routine demands a state without which it must not go on.
     */
    record PollIndexed(int function, int bar, long indexOffset, long index, long dataOffset, long mask, long value,
            boolean negated, Duration limit) implements ResetStep {
    }

    /** Goes on with the inner steps only if a register in a memory BAR, masked, has (or has not) the value. */
    record When(int function, int bar, long offset, long mask, long value, boolean negated, List<ResetStep> then)
            implements ResetStep {
        public When {
            then = List.copyOf(then);
        }
    }

    /** The same on a register behind an index register. */
    record WhenIndexed(int function, int bar, long indexOffset, long index, long dataOffset, long mask, long value,
            boolean negated, List<ResetStep> then) implements ResetStep {
        public WhenIndexed {
            then = List.copyOf(then);
        }
    }

    /** Waits. */
    record Delay(Duration time) implements ResetStep {
    }

    /** Puts a function into a power state: {@code D0} or {@code D3hot}. */
    record Power(int function, String state) implements ResetStep {
    }

    /** Saves config space of a function, to be restored by {@link RestoreConfig}. */
    record SaveConfig(int function) implements ResetStep {
    }

    /** Restores config space that was saved. */
    record RestoreConfig(int function) implements ResetStep {
    }

    /** Uses one of the kernel's reset methods by name. */
    record KernelReset(int function, String method) implements ResetStep {
    }

    /** Secondary bus reset below the port above the card. */
    record BusReset() implements ResetStep {
    }

    /** Binds a function to a driver of the host, by driver_override. */
    record Bind(int function, String driver) implements ResetStep {
    }

    /** Takes a function from its driver. */
    record Unbind(int function) implements ResetStep {
    }

    /** Removes a function from the bus. */
    record Remove(int function) implements ResetStep {
    }

    /** Scans the bus above the card again. */
    record Rescan() implements ResetStep {
    }

    /** Suspends the whole host to memory and wakes it by its clock. */
    record Suspend(Duration time) implements ResetStep {
    }
}
