package org.underpass.quirks.amd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps on a model of a Hawaii, written from the facts in QEMU's comments. */
class ConfigResetTest {
    /** A card whose fuse and toggle say how far a reset reaches: as the fuse says, unless the toggle inverts it. */
    private static final class Hawaii implements StepPlayer.Card {
        final Map<Long, Long> indirect = new HashMap<>();
        final Map<Integer, Long> config = new HashMap<>();
        long index;
        boolean wasReset;
        boolean wholeChip;

        Hawaii(boolean fuse, boolean toggle, long clock, long counter) {
            indirect.put(0xc00c0000L, fuse ? 0xffL : 0xbfL);
            indirect.put(0xc0000010L, toggle ? 0xa7L : 0xa5L);
            indirect.put(0x80000004L, clock);
            indirect.put(0x80000370L, counter);
            indirect.put(0x80000000L, 0x10L);
            config.put(0x04, 0x0407L);
        }

        private boolean memoryOn() {
            return (config.get(0x04) & 2) != 0;
        }

        @Override
        public long readConfig(int function, int offset) {
            return config.getOrDefault(offset, 0L);
        }

        @Override
        public void writeConfig(int function, int offset, long value) {
            config.put(offset, value);
            if (offset == 0x7c && value == 0x39d5e86bL) {
                wasReset = true;
                boolean fuse = (indirect.get(0xc00c0000L) & 0x40) != 0;
                boolean toggle = (indirect.get(0xc0000010L) & 0x02) != 0;
                // QEMU: scope = !(toggle ^ fuse), 0 for the graphics part.
                wholeChip = fuse == toggle;
            }
        }

        @Override
        public long readMemory(long offset) {
            if (!memoryOn()) {
                return 0xffff_ffffL;
            }
            return offset == 0x204 ? indirect.getOrDefault(index, 0L) : offset == 0x5428 ? 0x1000 : 0;
        }

        @Override
        public void writeMemory(long offset, long value) {
            if (memoryOn() && offset == 0x200) {
                index = value;
            } else if (memoryOn() && offset == 0x204) {
                indirect.put(index, value);
            }
        }
    }

    private Hawaii card;

    @BeforeEach
    void aRunningCard() {
        card = new Hawaii(false, false, 0, 0x2a35cL);
    }

    private static void reset(Hawaii card) throws StepPlayer.Stopped {
        new StepPlayer(card).play(ConfigReset.routine().steps());
    }

    @Test
    void onlyTheGraphicsPartIsReset() throws StepPlayer.Stopped {
        for (boolean fuse : new boolean[] {false, true}) {
            for (boolean toggle : new boolean[] {false, true}) {
                Hawaii one = new Hawaii(fuse, toggle, 0, 0x20100);
                reset(one);
                assertTrue(one.wasReset);
                assertFalse(one.wholeChip, "fuse " + fuse + ", toggle " + toggle);
                assertEquals(0xa5L, one.indirect.get(0xc0000010L) & ~2L, "other bits of the register stay");
            }
        }
    }

    @Test
    void theSmcIsResetAndItsClockStopped() throws StepPlayer.Stopped {
        reset(card);
        assertEquals(0x11L, card.indirect.get(0x80000000L));
        assertEquals(0x01L, card.indirect.get(0x80000004L));
        assertEquals(0x0407L, card.config.get(0x04), "the command register is as before");
    }

    @Test
    void aStoppedSmcEndsTheRoutineBeforeAnythingIsDone() {
        for (Hawaii dead : new Hawaii[] {new Hawaii(false, false, 1, 0x2a35c), new Hawaii(false, false, 0, 0x20000),
                new Hawaii(false, false, 0, 0x200fc), new Hawaii(false, false, 0, 0),
                new Hawaii(false, false, 0xffff_ffffL, 0xffff_ffffL)}) {
            long toggle = dead.indirect.get(0xc0000010L);
            assertThrows(StepPlayer.Stopped.class, () -> reset(dead));
            assertFalse(dead.wasReset);
            assertEquals(toggle, dead.indirect.get(0xc0000010L));
        }
    }
}
