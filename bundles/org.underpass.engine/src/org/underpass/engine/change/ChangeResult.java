package org.underpass.engine.change;

import java.util.List;

/**
 * What became of a change.
 *
 * @param outcome in one word
 * @param id      of the switch, by which it can be confirmed
 * @param steps   all steps, those that were not begun among them
 * @param message one line for the user
 */
public record ChangeResult(Outcome outcome, String id, List<StepReport> steps, String message) {
    public ChangeResult {
        steps = List.copyOf(steps);
    }

    /** What became of it. */
    public enum Outcome {
        /** All steps were done. */
        DONE,
        /** Nothing was touched: the machine is taken by another switch. */
        TAKEN,
        /** Nothing was touched: the journal cannot be written, or somebody is at work. */
        REFUSED,
        /** A step failed, and the machine is as before. */
        RESTORED,
        /** The machine is not as before. */
        LEFT
    }
}
