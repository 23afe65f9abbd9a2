package org.underpass.host.write;

/** A step was not done, or its outcome is not what it was to be. The message is one sentence that names the step. */
public final class StepException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why. */
    public enum Reason {
        /** The kernel or a program took the request and answered with an error. */
        REFUSED,
        /** No answer within the time limit; the request may still be at work. */
        TIMED_OUT,
        /** What the step acts on is not there (any more). */
        GONE,
        /** The state that the step needs, or should have led to, is another one. */
        CHANGED,
        /** No permission. */
        DENIED,
        /** A program or a file that the step needs is not on this machine. */
        MISSING,
        /** This door to the machine does not do such steps. */
        UNSUPPORTED
    }

    public StepException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StepException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
