package org.underpass.host;

import java.util.Objects;

/** A source of a host cannot be opened. The message names the file, the place in it, and what was expected there. */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, as far as it matters to the caller. */
    public enum Kind {
        /** The input cannot be read as what it claims to be, or tries to trick us. */
        MALFORMED,
        /** The surroundings do not let us: no permission. */
        REFUSED,
        /** The host was named in a way that we do not know. */
        USAGE
    }

    private final Kind kind;

    public HostException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind);
    }

    public HostException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind);
    }

    public Kind kind() {
        return kind;
    }
}
