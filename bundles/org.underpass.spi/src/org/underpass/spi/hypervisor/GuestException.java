package org.underpass.spi.hypervisor;

/** Something that a guest or its hypervisor would not do. The message is one line for the user. */
public final class GuestException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Who has to do something about it. */
    public enum Kind {
        /** The surroundings: a program, a file, a permission, memory. Nothing was started. */
        REFUSED,
        /** A guest of this name runs already, or is being started or stopped by another process. */
        BUSY,
        /** It was started and died, or never answered; nothing of it is left. */
        FAILED,
        /** It runs and does not answer, or does not do what it was asked. */
        SILENT
    }

    private final Kind kind;

    public GuestException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public GuestException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
