package org.underpass.engine.change;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Step;
import org.underpass.host.write.StepException;
import org.underpass.pci.PciAddress;

/**
 * The way back: walks a journal from its end and performs the inverse of each step that was begun, where the machine
 * is not already as before. Whether a step was done, done in part or not at all makes no difference, nor how often this
 * was tried. A step that cannot be undone does not keep the others from being.
 *
 * <p>After a restart of the machine nothing is performed: all that steps change is the kernel's memory, which began
 * anew.
 */
public final class Undo {
    private final Machine machine;
    private final Duration limit;

    /** @param limit how long each inverse may take */
    public Undo(Machine machine, Duration limit) {
        this.machine = machine;
        this.limit = limit;
    }

    /** What could not be undone; empty when the machine is as before. */
    public record Left(List<String> problems) {
        public Left {
            problems = List.copyOf(problems);
        }

        public boolean isNothing() {
            return problems.isEmpty();
        }
    }

    /**
     * Walks back. The caller holds the lock. A journal that cannot be written does not stop it; where all is undone it
     * is finished.
     *
     * @param outcome why, for the journal
     * @throws InterruptedException if the thread was interrupted; the journal is still there
     */
    public Left walk(Journal journal, String outcome) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        Optional<String> boot = journal.head().boot();
        boolean restarted = boot.isPresent() && machine.boot().isPresent() && !boot.equals(machine.boot());
        List<Journal.Entry> steps = journal.steps().reversed();
        if (!restarted && steps.stream().anyMatch(e -> e.state() != Journal.State.UNDONE)) {
            findAgain(journal.head().devices());
        }
        for (Journal.Entry entry : steps) {
            if (entry.state() == Journal.State.UNDONE) {
                continue;
            }
            try {
                String how = restarted ? "the host was started anew" : undo(entry);
                note(() -> journal.undone(entry.number(), how));
            } catch (StepException failure) {
                problems.add(failure.getMessage());
                note(() -> journal.stuck(entry.number(), failure.getMessage()));
            }
        }
        if (problems.isEmpty()) {
            note(() -> journal.finish(outcome));
        }
        return new Left(problems);
    }

    private String undo(Journal.Entry entry) throws StepException, InterruptedException {
        boolean acted = false;
        for (Step inverse : entry.undo()) {
            if (!machine.holds(inverse)) {
                machine.perform(inverse, limit);
                acted = true;
            }
        }
        return acted ? entry.undo().getLast().describe() : "";
    }

    /** A function that fell from its bus may come back when it is looked for. */
    private void findAgain(List<String> devices) throws InterruptedException {
        List<PciAddress> missing = new ArrayList<>();
        for (String device : devices) {
            PciAddress.tryParse(device).filter(a -> !machine.tree().exists("sys/bus/pci/devices/" + a))
                    .ifPresent(missing::add);
        }
        if (!missing.isEmpty()) {
            try {
                machine.perform(new Step.Rescan(Optional.empty(), missing), limit);
            } catch (StepException gone) {
                // The steps that need it say so.
                return;
            }
        }
    }

    private interface Note {
        void write() throws IOException;
    }

    /** What is not written down is found out anew by the next walk. */
    private static void note(Note note) {
        try {
            note.write();
        } catch (IOException full) {
            return;
        }
    }
}
