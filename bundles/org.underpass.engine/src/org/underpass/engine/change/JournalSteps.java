package org.underpass.engine.change;

import java.util.List;
import org.underpass.host.write.Journal;

/** The steps that a journal tells of. */
public final class JournalSteps {
    private JournalSteps() {
    }

    /** The steps that were begun, in order. */
    public static List<StepReport> of(Journal journal) {
        return journal.steps().stream().map(StepReport::of).toList();
    }
}
