package org.underpass.host.write;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.host.FileTree;

/**
 * A machine that can be changed: the one door. Reads its state, performs one step, checks it. Everything that needs
 * judgement has been decided before.
 *
 * <p>One thread at a time. A provider type: implemented by this bundle and by doors of our own that hand steps to
 * somebody with more rights.
 */
public interface Machine {

    /** What the machine is called in {@code --host}: {@code live}, {@code demo:board}. */
    String name();

    /** The machine's files as they are at this moment; take a new one after each change. */
    FileTree tree();

    /** A word that is another one after each start of the machine; empty where the machine does not tell. */
    default Optional<String> boot() {
        return StepState.line(tree(), "proc/sys/kernel/random/boot_id");
    }

    /** Why this process may not change the machine, as one sentence with a way out; absent when it may. Cheap. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /**
     * Performs a step and checks that the machine is as it was to be. Costs what the kernel takes.
     *
     * @param limit how long the kernel or a program may take; afterwards the step has failed, although the kernel may
     *              still be at it
     * @throws StepException        if the step was refused, took too long, or has not led where it should have
     * @throws InterruptedException if the thread was interrupted; the step may be done or not
     */
    void perform(Step step, Duration limit) throws StepException, InterruptedException;

    /**
     * What brings the machine back to the state that it is in now, after the step: none, where the step changes
     * nothing that lasts. Reads some files.
     *
     * @throws StepException where the step cannot be done in this state (what it acts on is gone, a function that is
     *                       to be bound has a driver), or the state that it would change is not shown
     */
    default List<Step> inverse(Step step) throws StepException {
        return new StepState(tree()).inverse(step);
    }

    /** Whether the machine is already as the step would make it; never true for a step that leads to no state. */
    default boolean holds(Step step) {
        return new StepState(tree()).holds(step);
    }
}
