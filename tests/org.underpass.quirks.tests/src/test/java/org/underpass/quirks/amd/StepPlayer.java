package org.underpass.quirks.amd;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.underpass.spi.quirk.ResetStep;
import org.underpass.spi.quirk.ResetStep.Delay;
import org.underpass.spi.quirk.ResetStep.PollIndexed;
import org.underpass.spi.quirk.ResetStep.PollMemory;
import org.underpass.spi.quirk.ResetStep.Power;
import org.underpass.spi.quirk.ResetStep.RestoreConfig;
import org.underpass.spi.quirk.ResetStep.SaveConfig;
import org.underpass.spi.quirk.ResetStep.When;
import org.underpass.spi.quirk.ResetStep.WhenIndexed;
import org.underpass.spi.quirk.ResetStep.WriteConfig;
import org.underpass.spi.quirk.ResetStep.WriteIndexed;
import org.underpass.spi.quirk.ResetStep.WriteMemory;

/**
 * Performs steps on a card that is a program, so that a routine is seen to do on it what it says. A register that must
 * have a value and has not ends the routine, at once: a simulated card needs no time.
 */
final class StepPlayer {
    /** The simulated card: function 0's config space and BAR, and function 1's config space. */
    interface Card {
        long readConfig(int function, int offset);

        void writeConfig(int function, int offset, long value);

        long readMemory(long offset);

        void writeMemory(long offset, long value);
    }

    /** The routine ended early. */
    static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        Stopped(ResetStep at) {
            super(at.toString());
        }
    }

    private static final int COMMAND = 0x04;

    private final Card card;
    private final Map<Integer, Long> saved = new HashMap<>();

    StepPlayer(Card card) {
        this.card = card;
    }

    void play(List<ResetStep> steps) throws Stopped {
        for (ResetStep step : steps) {
            play(step);
        }
    }

    private void play(ResetStep step) throws Stopped {
        switch (step) {
            case WriteConfig s -> card.writeConfig(s.function(), s.offset(),
                    merge(card.readConfig(s.function(), s.offset()), s.mask(), s.value()));
            case WriteMemory s -> card.writeMemory(s.offset(), s.mask() == 0xffff_ffffL ? s.value()
                    : merge(card.readMemory(s.offset()), s.mask(), s.value()));
            case WriteIndexed s -> {
                card.writeMemory(s.indexOffset(), s.index());
                card.writeMemory(s.dataOffset(), merge(card.readMemory(s.dataOffset()), s.mask(), s.value()));
            }
            case PollMemory s -> demand(s, card.readMemory(s.offset()), s.mask(), s.value(), s.negated());
            case PollIndexed s -> {
                card.writeMemory(s.indexOffset(), s.index());
                demand(s, card.readMemory(s.dataOffset()), s.mask(), s.value(), s.negated());
            }
            case When s -> {
                if (((card.readMemory(s.offset()) & s.mask()) == s.value()) != s.negated()) {
                    play(s.then());
                }
            }
            case WhenIndexed s -> {
                card.writeMemory(s.indexOffset(), s.index());
                if (((card.readMemory(s.dataOffset()) & s.mask()) == s.value()) != s.negated()) {
                    play(s.then());
                }
            }
            case SaveConfig s -> saved.put(s.function(), card.readConfig(s.function(), COMMAND));
            case RestoreConfig s -> card.writeConfig(s.function(), COMMAND, saved.get(s.function()));
            case Delay s -> { }
            case Power s -> { }
            default -> throw new AssertionError("no card here for " + step);
        }
    }

    private static void demand(ResetStep step, long read, long mask, long value, boolean negated) throws Stopped {
        if (((read & mask) == value) == negated) {
            throw new Stopped(step);
        }
    }

    private static long merge(long old, long mask, long value) {
        return old & ~mask | value;
    }
}
