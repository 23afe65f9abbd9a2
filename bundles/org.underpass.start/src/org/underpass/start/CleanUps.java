package org.underpass.start;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The clean-ups of this process, run by a shutdown hook: on SIGINT the JVM runs its hooks and then exits with 130 by
 * itself, so that no signal handler of ours is needed. A command that ends in the ordinary way halts the JVM through
 * {@link #halt} and never comes here.
 */
public final class CleanUps implements Interruption {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Deque<Runnable> pending = new ArrayDeque<>();
    private volatile boolean interrupted;
    private volatile boolean halting;

    /** Makes the registry and hooks it into the end of the JVM. */
    public static CleanUps install() {
        var cleanUps = new CleanUps();
        Runtime.getRuntime().addShutdownHook(new Thread(cleanUps::runWithin, "underpass-interruption"));
        return cleanUps;
    }

    @Override
    public Registration onInterrupt(Runnable cleanup) {
        // A lambda given twice is two registrations: wrap, so that each has an identity of its own.
        Runnable entry = cleanup::run;
        synchronized (pending) {
            if (!interrupted) {
                pending.push(entry);
                return () -> forget(entry);
            }
        }
        entry.run();
        return () -> { };
    }

    private void forget(Runnable entry) {
        synchronized (pending) {
            pending.remove(entry);
        }
    }

    @Override
    public boolean interrupted() {
        return interrupted;
    }

    /**
     * Ends the process with this status at once, without the other shutdown hooks; or, when it is already on its way
     * out because of a signal, lets that end it and never returns.
     */
    public void halt(int status) {
        synchronized (pending) {
            halting = !interrupted;
        }
        if (halting) {
            Runtime.getRuntime().halt(status);
        }
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                // The signal's hook is at work and the JVM ends when it has finished.
            }
        }
    }

    private void runWithin() {
        synchronized (pending) {
            interrupted = true;
        }
        var worker = new Thread(this::runAll, "underpass-clean-up");
        worker.setDaemon(true);
        worker.start();
        try {
            worker.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runAll() {
        for (Runnable next = poll(); next != null; next = poll()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                // The others still deserve their turn, and nobody is left to be told.
                continue;
            }
        }
    }

    private Runnable poll() {
        synchronized (pending) {
            return pending.poll();
        }
    }
}
