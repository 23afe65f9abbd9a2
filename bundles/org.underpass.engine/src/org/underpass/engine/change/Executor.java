package org.underpass.engine.change;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.underpass.engine.change.ChangeResult.Outcome;
import org.underpass.engine.change.StepReport.State;
import org.underpass.host.write.Holders;
import org.underpass.host.write.Journal;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Step;
import org.underpass.host.write.StepException;
import org.underpass.host.write.StepException.Reason;
import org.underpass.host.write.SwitchLock;
import org.underpass.pci.PciAddress;

/**
 * Performs steps, naive on purpose: each is written to the journal with its inverse, then done, then checked. When one
 * fails, cannot be written down, or the work is to stop, what was done is undone. Used once, by one thread.
 */
public final class Executor {
    private static final Duration AFTER_SERVICE = Duration.ofSeconds(10);
    private static final long PAUSE = 100;

    private final Machine machine;
    private final Path folder;
    private final Duration limit;
    private final Journal.Watch watch;
    private final BooleanSupplier stop;
    private final Consumer<String> progress;

    /**
     * @param folder   the machine's state folder, which is there
     * @param limit    how long each step may take
     * @param watch    told of each entry of the journal
     * @param stop     asked before each step whether to go back
     * @param progress told in a line what is being done
     */
    public Executor(Machine machine, Path folder, Duration limit, Journal.Watch watch, BooleanSupplier stop,
            Consumer<String> progress) {
        this.machine = machine;
        this.folder = folder;
        this.limit = limit;
        this.watch = watch;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Performs the steps.
     *
     * @param head   what the journal is opened for
     * @param keep   whether the state lasts, until it is undone: with a guest; else the journal ends with the last step
     * @param before run after the journal is there and before the first step
     */
    public ChangeResult run(List<Step> steps, Journal.Head head, boolean keep, Runnable before) {
        Map<Integer, StepReport> reports = new TreeMap<>();
        for (int i = 0; i < steps.size(); i++) {
            reports.put(i + 1, new StepReport(i + 1, steps.get(i), List.of(), State.PLANNED, steps.get(i).describe()));
        }
        try (SwitchLock lock = SwitchLock.take(folder, Duration.ZERO).orElse(null)) {
            if (lock == null) {
                return refused(head, reports, "another process is changing " + machine.name() + " at this moment");
            }
            Optional<Journal> other = Journal.resume(folder, Journal.Watch.NONE);
            if (other.isPresent()) {
                String whose = taken(other.get().head());
                other.get().close();
                return new ChangeResult(Outcome.TAKEN, head.id(), List.copyOf(reports.values()), whose);
            }
            try (Journal journal = Journal.begin(folder, head, watch)) {
                before.run();
                return perform(steps, journal, keep, reports);
            }
        } catch (IOException e) {
            return refused(head, reports, "the journal in " + folder + " cannot be written: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(head, reports, "interrupted");
        }
    }

    /** Whose a machine is, and the way out, in one line. */
    public static String taken(Journal.Head head) {
        return head.guest() + " (" + head.backend() + ") has " + String.join(", ", head.devices()) + " since switch "
                + head.id() + "; underpass switch undo --host " + head.machine() + " brings the host back";
    }

    private static ChangeResult refused(Journal.Head head, Map<Integer, StepReport> reports, String why) {
        return new ChangeResult(Outcome.REFUSED, head.id(), List.copyOf(reports.values()), why);
    }

    private ChangeResult perform(List<Step> steps, Journal journal, boolean keep, Map<Integer, StepReport> reports) {
        String failure = null;
        boolean serviceStopped = false;
        boolean looked = false;
        for (int number = 1; number <= steps.size() && failure == null; number++) {
            Step step = steps.get(number - 1);
            try {
                if (stop.getAsBoolean()) {
                    throw new InterruptedException();
                }
                if (machine.holds(step)) {
                    reports.put(number, report(number, step, List.of(), State.DONE, "it is so already"));
                    continue;
                }
                if (step instanceof Step.Unbind && !looked) {
                    looked = true;
                    unheld(journal.head().devices(), serviceStopped);
                }
                List<Step> undo = machine.inverse(step);
                journal.begun(number, step, undo);
                progress.accept(step.describe());
                machine.perform(step, limit);
                journal.done(number);
                serviceStopped |= step instanceof Step.Service;
                reports.put(number, report(number, step, undo, State.DONE, ""));
            } catch (StepException e) {
                failure = e.getMessage();
                reports.put(number, report(number, step, List.of(), State.FAILED, failure));
            } catch (IOException e) {
                failure = "the journal cannot be written: " + e.getMessage();
                reports.put(number, report(number, step, List.of(), State.FAILED, failure));
            } catch (InterruptedException e) {
                failure = "interrupted";
            }
        }
        try {
            if (failure == null) {
                if (keep) {
                    journal.running();
                } else {
                    journal.finish("done");
                }
                return new ChangeResult(Outcome.DONE, journal.head().id(), List.copyOf(reports.values()), "");
            }
        } catch (IOException e) {
            failure = "the journal cannot be written: " + e.getMessage();
        }
        return back(journal, failure, reports);
    }

    private static StepReport report(int number, Step step, List<Step> undo, State state, String detail) {
        return new StepReport(number, step, undo, state, detail.isEmpty() ? step.describe() : detail);
    }

    /** Somebody may have opened the card since the plan was made; a driver would wait for him, perhaps for ever. */
    private void unheld(List<String> devices, boolean serviceStopped) throws StepException, InterruptedException {
        List<PciAddress> functions = devices.stream().flatMap(d -> PciAddress.tryParse(d).stream()).toList();
        long deadline = System.nanoTime() + (serviceStopped ? AFTER_SERVICE.toNanos() : 0);
        while (true) {
            List<Holders.Holder> holders = new Holders(machine.tree()).of(functions);
            if (holders.isEmpty()) {
                return;
            }
            if (System.nanoTime() >= deadline) {
                throw new StepException(Reason.CHANGED, "the card is in use: " + holders.getFirst().describe());
            }
            Thread.sleep(PAUSE);
        }
    }

    private ChangeResult back(Journal journal, String failure, Map<Integer, StepReport> reports) {
        Thread.interrupted();
        progress.accept(failure + "; going back");
        Undo.Left left;
        try {
            left = new Undo(machine, limit).walk(journal, "rolled back: " + failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            left = new Undo.Left(List.of("interrupted while going back"));
        }
        for (Journal.Entry entry : journal.steps()) {
            StepReport known = reports.get(entry.number());
            if (entry.state() == Journal.State.UNDONE && known.state() == State.DONE) {
                reports.put(entry.number(), new StepReport(entry.number(), entry.step(), entry.undo(), State.UNDONE,
                        known.detail()));
            }
        }
        return new ChangeResult(left.isNothing() ? Outcome.RESTORED : Outcome.LEFT, journal.head().id(),
                new ArrayList<>(reports.values()), left.isNothing() ? failure
                        : failure + "; and on the way back: " + String.join("; ", left.problems()));
    }
}
