package org.underpass.hypervisor.qemu.run;

import java.io.IOException;

/** QEMU did not do what it was asked over its machine protocol. The message is a clause. */
public final class QmpException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** Nobody listens. */
        UNREACHABLE,
        /** No answer within the time limit. */
        LATE,
        /** It hung up. */
        HUNG_UP,
        /** What it said is not the protocol. */
        MALFORMED,
        /** It answered with an error. */
        REFUSED
    }

    private final Kind kind;

    QmpException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    QmpException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
