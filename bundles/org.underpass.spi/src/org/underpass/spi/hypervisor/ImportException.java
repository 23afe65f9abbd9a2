package org.underpass.spi.hypervisor;

/** A file that cannot be imported, with the place in it. The message says what is wrong and what was expected. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * An error.
     *
     * @param line from 1; 0 where no line can be named
     */
    public ImportException(int line, String message) {
        super(message);
        this.line = line;
    }

    /** The line in the file, from 1; 0 where no line can be named. */
    public int line() {
        return line;
    }
}
