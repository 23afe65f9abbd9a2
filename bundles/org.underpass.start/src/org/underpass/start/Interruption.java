package org.underpass.start;

/**
 * What to do when the user presses Ctrl-C, or the process is asked to end. A service, one in a process; safe for use
 * from any thread.
 *
 * <p>On such a signal all registered clean-ups run, the newest first, and the process ends with status 130 (143 for
 * SIGTERM) whatever the command was about to return. They have two seconds together; a clean-up deletes a temporary
 * folder or stops a child process, and asks nobody anything.
 */
public interface Interruption {
    /**
     * Registers a clean-up. The work that needs it closes the registration when it has cleaned up by itself:
     * <pre>{@code
     * try (var registration = interruption.onInterrupt(() -> deleteTree(temporary))) { ... }
     * }</pre>
     * Closing waits for nothing. A clean-up that is registered while the process is ending is run at once.
     */
    Registration onInterrupt(Runnable cleanup);

    /** Whether the process is on its way out; long loops may look at it, it costs a volatile read. */
    boolean interrupted();

    /** A clean-up that still stands. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
