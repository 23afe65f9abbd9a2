package org.underpass.cli;

/** Ends the command with a status and one line for the user. */
final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    CommandException(int status, String message) {
        super(message);
        this.status = status;
    }

    CommandException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }

    static CommandException usage(String message) {
        return new CommandException(Status.USAGE, message);
    }
}
