package org.underpass.engine.change;

import java.util.ArrayList;
import java.util.List;
import org.underpass.engine.change.StepReport.State;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Step;
import org.underpass.host.write.StepException;

/** Steps that are not done yet, with what would undo them as far as the machine shows it now. */
public final class PlannedSteps {
    private PlannedSteps() {
    }

    /** The steps, numbered from 1. Reads the machine; a step that the ones before it make possible is told apart. */
    public static List<StepReport> of(List<Step> steps, Machine machine) {
        List<StepReport> planned = new ArrayList<>();
        for (Step step : steps) {
            planned.add(new StepReport(planned.size() + 1, step, undo(step, machine), State.PLANNED, step.describe()));
        }
        return planned;
    }

    private static List<Step> undo(Step step, Machine machine) {
        if (step instanceof Step.Bind bind) {
            return List.of(new Step.Unbind(bind.function())); // it has no driver any more when this is done
        }
        try {
            return machine.inverse(step);
        } catch (StepException later) {
            return List.of();
        }
    }
}
