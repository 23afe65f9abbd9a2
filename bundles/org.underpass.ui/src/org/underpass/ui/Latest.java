package org.underpass.ui;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;

/**
 * Answers questions away from the UI thread, where only the newest question counts: an answer to an older one is
 * dropped, so that slow work never overwrites what came after it. Answers are handed over on the UI thread and must be
 * immutable.
 *
 * @param <Q> the question, immutable
 * @param <A> the answer, immutable
 */
public final class Latest<Q, A> {
    /** The work; runs on a job's thread, one at a time. */
    public interface Work<Q, A> {
        /** What it throws becomes the failure that is handed over instead of an answer. */
        A answer(Q question, IProgressMonitor monitor) throws Exception;
    }

    private final AtomicLong newest = new AtomicLong();
    private final AtomicReference<Q> waiting = new AtomicReference<>();
    private final Job job;
    private final long delayMillis;
    private volatile boolean disposed;

    /**
     * @param name        for the progress view
     * @param delayMillis how long a question waits for a newer one, as while somebody types
     * @param answers     on the UI thread
     * @param failures    on the UI thread: what the work threw
     */
    public Latest(String name, long delayMillis, Work<Q, A> work, Consumer<A> answers, Consumer<Throwable> failures) {
        this.delayMillis = delayMillis;
        this.job = Job.create(name, monitor -> {
            Q question = waiting.getAndSet(null);
            if (question != null && !disposed) {
                run(work, question, monitor, answers, failures);
            }
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.setPriority(Job.SHORT);
    }

    private void run(Work<Q, A> work, Q question, IProgressMonitor monitor, Consumer<A> answers,
            Consumer<Throwable> failures) {
        long number = newest.get();
        try {
            A answer = work.answer(question, monitor);
            hand(number, () -> answers.accept(answer));
        } catch (Exception | LinkageError | StackOverflowError failure) {
            hand(number, () -> failures.accept(failure));
        }
    }

    private void hand(long number, Runnable result) {
        Display display = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getDisplay() : null;
        if (display == null || display.isDisposed()) {
            return;
        }
        display.asyncExec(() -> {
            if (!disposed && number == newest.get()) {
                result.run();
            }
        });
    }

    /** Asks; whatever was asked before no longer matters. */
    public void ask(Q question) {
        newest.incrementAndGet();
        waiting.set(question);
        job.cancel();
        job.schedule(delayMillis);
    }

    /** From now on nothing is handed over. */
    public void dispose() {
        disposed = true;
        job.cancel();
    }

    /** Whether a question is waiting or being answered. */
    public boolean busy() {
        return job.getState() != Job.NONE;
    }

    /** As a border document for the workbench's log. */
    static IStatus status(String message, Throwable failure) {
        return new Status(IStatus.ERROR, "org.underpass.ui", message, failure);
    }
}
