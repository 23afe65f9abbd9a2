package org.underpass.engine.change;

import java.util.List;
import java.util.Locale;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Step;

/**
 * A step for people and answers.
 *
 * @param id     number in its plan, from 1
 * @param step   what it does
 * @param undo   what undoes it; empty when it lasts no longer than it takes, and for a plan that cannot tell yet
 * @param state  where it stands
 * @param detail what it does in words, or why it stands where it does
 */
public record StepReport(int id, Step step, List<Step> undo, State state, String detail) {
    public StepReport {
        undo = List.copyOf(undo);
    }

    /** Where a step stands. */
    public enum State {
        PLANNED, DONE, FAILED, UNDONE;

        /** The word in answers. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static StepReport of(Journal.Entry entry) {
        State state = switch (entry.state()) {
            case DONE -> State.DONE;
            case UNDONE -> State.UNDONE;
            case BEGUN, FAILED, STUCK -> State.FAILED;
        };
        return new StepReport(entry.number(), entry.step(), entry.undo(), state, entry.detail().isEmpty()
                ? entry.step().describe() : entry.step().describe() + ": " + entry.detail());
    }
}
