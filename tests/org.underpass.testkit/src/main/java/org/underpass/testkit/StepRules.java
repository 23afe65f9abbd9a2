package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.ResetStep;
import org.underpass.spi.quirk.ResetStep.Bind;
import org.underpass.spi.quirk.ResetStep.BusReset;
import org.underpass.spi.quirk.ResetStep.Delay;
import org.underpass.spi.quirk.ResetStep.KernelReset;
import org.underpass.spi.quirk.ResetStep.PollConfig;
import org.underpass.spi.quirk.ResetStep.PollIndexed;
import org.underpass.spi.quirk.ResetStep.PollMemory;
import org.underpass.spi.quirk.ResetStep.Power;
import org.underpass.spi.quirk.ResetStep.Remove;
import org.underpass.spi.quirk.ResetStep.Rescan;
import org.underpass.spi.quirk.ResetStep.RestoreConfig;
import org.underpass.spi.quirk.ResetStep.SaveConfig;
import org.underpass.spi.quirk.ResetStep.Suspend;
import org.underpass.spi.quirk.ResetStep.Unbind;
import org.underpass.spi.quirk.ResetStep.When;
import org.underpass.spi.quirk.ResetStep.WhenIndexed;
import org.underpass.spi.quirk.ResetStep.WriteConfig;
import org.underpass.spi.quirk.ResetStep.WriteIndexed;
import org.underpass.spi.quirk.ResetStep.WriteMemory;

/** What makes a step one that can be performed at all: widths, offsets, bits, times, and order. */
final class StepRules {
    /** The kernel's words for its methods (drivers/pci/pci.c, pci_reset_fn_methods). */
    static final Set<String> METHODS = Set.of("device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus");

    /** Longer than the kernel waits for any device. */
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int DEEPEST = 8;
    private static final int CONFIG_SIZE = 4096;

    private final String what;
    private final Set<Integer> saved = new HashSet<>();

    private StepRules(String what) {
        this.what = what;
    }

    /** Examines a routine. */
    static void examine(String what, Routine routine) {
        Exam.sentence("the title of the routine of " + what, routine.title());
        assertNotNull(routine.scope(), what + ": a routine without scope");
        new StepRules("the routine of " + what).list(routine.steps(), 0);
    }

    static void duration(String what, Duration time) {
        assertFalse(time.isNegative(), what + ": " + time);
        assertTrue(time.compareTo(LONGEST) <= 0, what + ": longer than a minute: " + time);
    }

    private void list(List<ResetStep> steps, int depth) {
        assertFalse(steps.isEmpty(), what + ": no steps");
        assertTrue(depth < DEEPEST, what + ": conditions within conditions, deeper than " + DEEPEST);
        steps.forEach(step -> one(step, depth));
    }

    private void one(ResetStep step, int depth) {
        String it = what + ": " + step;
        switch (step) {
            case WriteConfig s -> {
                config(it, s.function(), s.offset(), s.width());
                bits(it, s.width(), s.mask(), s.value());
            }
            case WriteMemory s -> {
                memory(it, s.function(), s.bar(), s.offset(), s.width());
                bits(it, s.width(), s.mask(), s.value());
            }
            case WriteIndexed s -> {
                indexed(it, s.function(), s.bar(), s.indexOffset(), s.index(), s.dataOffset());
                bits(it, 4, s.mask(), s.value());
            }
            case PollConfig s -> {
                config(it, s.function(), s.offset(), s.width());
                bits(it, s.width(), s.mask(), s.value());
                duration(it, s.limit());
            }
            case PollMemory s -> {
                memory(it, s.function(), s.bar(), s.offset(), s.width());
                bits(it, s.width(), s.mask(), s.value());
                duration(it, s.limit());
            }
            case PollIndexed s -> {
                indexed(it, s.function(), s.bar(), s.indexOffset(), s.index(), s.dataOffset());
                bits(it, 4, s.mask(), s.value());
                duration(it, s.limit());
            }
            case When s -> {
                memory(it, s.function(), s.bar(), s.offset(), 4);
                bits(it, 4, s.mask(), s.value());
                list(s.then(), depth + 1);
            }
            case WhenIndexed s -> {
                indexed(it, s.function(), s.bar(), s.indexOffset(), s.index(), s.dataOffset());
                bits(it, 4, s.mask(), s.value());
                list(s.then(), depth + 1);
            }
            case Delay s -> duration(it, s.time());
            case Power s -> {
                function(it, s.function());
                assertTrue(Set.of("D0", "D3hot").contains(s.state()), it + ": no such power state");
            }
            case SaveConfig s -> {
                function(it, s.function());
                saved.add(s.function());
            }
            case RestoreConfig s -> {
                function(it, s.function());
                assertTrue(saved.contains(s.function()), it + ": nothing was saved before");
            }
            case KernelReset s -> {
                function(it, s.function());
                assertTrue(METHODS.contains(s.method()), it + ": the kernel has no such method");
            }
            case Bind s -> {
                function(it, s.function());
                assertTrue(s.driver().matches("[A-Za-z0-9_-]+"), it + ": no name of a driver");
            }
            case Unbind s -> function(it, s.function());
            case Remove s -> function(it, s.function());
            case Suspend s -> duration(it, s.time());
            case BusReset s -> { }
            case Rescan s -> { }
        }
    }

    private static void function(String it, int function) {
        assertTrue(function >= 0 && function <= 7, it + ": functions are 0 to 7");
    }

    private static void config(String it, int function, int offset, int width) {
        function(it, function);
        aligned(it, offset, width);
        assertTrue(offset + width <= CONFIG_SIZE, it + ": beyond config space");
    }

    private static void memory(String it, int function, int bar, long offset, int width) {
        function(it, function);
        assertTrue(bar >= 0 && bar <= 5, it + ": BARs are 0 to 5");
        aligned(it, offset, width);
    }

    private static void indexed(String it, int function, int bar, long indexOffset, long index, long dataOffset) {
        memory(it, function, bar, indexOffset, 4);
        memory(it, function, bar, dataOffset, 4);
        assertTrue(indexOffset != dataOffset, it + ": index and data are one register");
        assertTrue(index >= 0 && index <= 0xffff_ffffL, it + ": an index has 32 bits");
    }

    private static void aligned(String it, long offset, int width) {
        assertTrue(width == 1 || width == 2 || width == 4, it + ": widths are 1, 2 or 4");
        assertTrue(offset >= 0, it + ": negative offset");
        assertEquals(0, offset % width, it + ": an offset is a multiple of the width");
    }

    private static void bits(String it, int width, long mask, long value) {
        long all = (1L << 8 * width) - 1;
        assertTrue(mask > 0 && (mask & ~all) == 0, it + ": the mask is empty or wider than the register");
        assertEquals(0, value & ~mask, it + ": the value has bits outside the mask");
    }
}
