package org.underpass.pci;

import java.io.IOException;

/** Text that should be the output of lspci and is not. The message names source, line and what was expected. */
public final class PciTextException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final String expected;

    PciTextException(String source, int line, String expected) {
        super(source + ":" + line + ": expected " + expected);
        this.line = line;
        this.expected = expected;
    }

    /** Number of the line, from 1. */
    public int line() {
        return line;
    }

    /** What would have been right there. */
    public String expected() {
        return expected;
    }
}
