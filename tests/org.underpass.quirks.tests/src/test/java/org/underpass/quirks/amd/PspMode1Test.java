package org.underpass.quirks.amd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.ResetStep;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;

/** The steps on a model of a Navi 10 and its mailboxes. */
class PspMode1Test {
    @TempDir
    Path folder;

    /** Registers of BAR 5 by number, as the kernel's headers count them: in 32-bit words over the block's base. */
    private static final class Navi10 implements StepPlayer.Card {
        private static final long MP0 = 0x16000;
        private static final long MP1 = 0x16000;
        final Map<Long, Long> words = new HashMap<>();
        final Map<Integer, Long> command = new HashMap<>(Map.of(0, 0x0007L, 1, 0x0006L));
        final List<Long> messages = new ArrayList<>();
        boolean smuRuns = true;
        boolean wasReset;
        boolean mastering;

        Navi10() {
            words.put(MP0 + 0x91, 0x7a00L);          // sign of life
            words.put(MP0 + 0x80, 0x8000_0000L);     // mailbox ready
            words.put(MP1 + 0x29a, 1L);              // last message done
            words.put(0x0d20L + 0xc3, 0x2000L);      // memory size
            words.put(0x14L + 0x3e, 0x1234L);        // scratch 6
        }

        @Override
        public long readConfig(int function, int offset) {
            assertEquals(4, offset);
            return command.get(function);
        }

        @Override
        public void writeConfig(int function, int offset, long value) {
            assertEquals(4, offset);
            command.put(function, value);
        }

        @Override
        public long readMemory(long offset) {
            if ((command.get(0) & 2) == 0) {
                return 0xffff_ffffL;
            }
            if (offset == 0x3c) {
                return words.getOrDefault(0x0eL, 0L) == 0x03b10024L && smuRuns ? 1 : 0;
            }
            return words.getOrDefault(offset / 4, 0L);
        }

        @Override
        public void writeMemory(long offset, long value) {
            words.put(offset / 4, value);
            if (offset / 4 == MP1 + 0x282) {
                messages.add(value);
                words.put(MP1 + 0x29a, 1L);
            } else if (offset / 4 == MP0 + 0x80 && value == 0x0007_0000L) {
                wasReset = true;
                mastering = (command.get(0) & 4) != 0 || (command.get(1) & 4) != 0;
                words.put(MP0 + 0x61, 0x8000_0000L);
                words.put(MP0 + 0x63, 0x8000_0000L);
                words.put(MP0 + 0x91, 0L);
            }
        }
    }

    private List<ResetStep> steps(boolean prepareSmu) {
        HostTree tree = HostTree.at(folder);
        tree.function("0000:00:01.0").ids("8086:1901").classCode(0x060400);
        tree.function("0000:01:00.0").behind("0000:00:01.0").ids("1002:731f").classCode(0x030000);
        tree.function("0000:01:00.1").behind("0000:00:01.0").ids("1002:ab38").classCode(0x040300);
        Host host = Machines.open(tree);
        Routine routine = PspMode1.routine(host.function(PciAddress.parse("0000:01:00.0")).orElseThrow(), host,
                prepareSmu).orElseThrow();
        return routine.steps();
    }

    @Test
    void aUsedCardIsReset() throws StepPlayer.Stopped {
        Navi10 card = new Navi10();
        new StepPlayer(card).play(steps(true));
        assertTrue(card.wasReset);
        assertFalse(card.mastering, "neither function may write to memory during the reset");
        assertEquals(List.of(0x2aL, 0x33L), card.messages, "the SMU is told first");
        assertEquals(Map.of(0, 0x0007L, 1, 0x0006L), card.command, "the command registers are as before");
        assertEquals(0L, card.words.get(0x14L + 0x3e), "drivers are told that the card's memory is lost");
        assertEquals(0L, card.words.get(0x14L + 0x3b), "the engine is not marked as hung any more");
    }

    @Test
    void aCardThatWasNeverUsedIsLeftAlone() throws StepPlayer.Stopped {
        Navi10 card = new Navi10();
        card.words.put(Navi10.MP0 + 0x91, 0L);
        new StepPlayer(card).play(steps(true));
        assertFalse(card.wasReset);
        assertEquals(List.of(), card.messages);
    }

    @Test
    void anSmuThatDoesNotRunIsNotTold() throws StepPlayer.Stopped {
        Navi10 card = new Navi10();
        card.smuRuns = false;
        new StepPlayer(card).play(steps(true));
        assertTrue(card.wasReset);
        assertEquals(List.of(), card.messages);
    }

    @Test
    void vega20sSmuHasOtherMessagesAndIsNotTold() throws StepPlayer.Stopped {
        Navi10 card = new Navi10();
        new StepPlayer(card).play(steps(false));
        assertTrue(card.wasReset);
        assertEquals(List.of(), card.messages);
    }

    @Test
    void aMuteMailboxEndsTheRoutineWithoutAReset() {
        Navi10 card = new Navi10();
        card.words.put(Navi10.MP0 + 0x80, 0x0000_0001L);
        assertThrows(StepPlayer.Stopped.class, () -> new StepPlayer(card).play(steps(true)));
        assertFalse(card.wasReset);
    }

    @Test
    void aDeadCardEndsTheRoutineAtOnce() {
        Navi10 card = new Navi10();
        card.words.put(Navi10.MP0 + 0x91, 0xffff_ffffL);
        assertThrows(StepPlayer.Stopped.class, () -> new StepPlayer(card).play(steps(true)));
        assertEquals(0x1234L, card.words.get(0x14L + 0x3e), "nothing was written");
    }
}
