package org.underpass.spi;

/** How much a finding weighs. The order of the constants is the order of gravity, gravest first. */
public enum Severity {
    /** Blocks the start, or takes from the host what it cannot spare. A build with one is refused. */
    ERROR,
    /** Likely to fail or to do harm; the build goes on. */
    WARNING,
    /** Worth knowing; nothing has to be done. */
    INFO;

    /** The word used in JSON and on the command line: {@code error}, {@code warning} or {@code info}. */
    public String word() {
        return switch (this) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "info";
        };
    }

    /** Whether this is at least as grave as the other. */
    public boolean atLeast(Severity other) {
        return compareTo(other) <= 0;
    }
}
