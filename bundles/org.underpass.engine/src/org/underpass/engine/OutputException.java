package org.underpass.engine;

/** The surroundings refuse to take output: no permission, a full disk, something in the way. */
public final class OutputException extends Exception {
    private static final long serialVersionUID = 1L;

    public OutputException(String message) {
        super(message);
    }

    public OutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
