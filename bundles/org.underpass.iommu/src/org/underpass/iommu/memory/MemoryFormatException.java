package org.underpass.iommu.memory;

import java.io.IOException;

/** A file is not what it should be; the message says at which byte offset or line, and what was expected there. */
public final class MemoryFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public MemoryFormatException(String message) {
        super(message);
    }
}
