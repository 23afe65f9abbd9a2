package org.underpass.start.connect;

import java.io.IOException;
import java.io.OutputStream;

/** Remembers the first failure to write, which {@code PrintStream} swallows: a full disk must not look like success. */
final class AnswerStream extends OutputStream {
    private final OutputStream target;
    private IOException failure;

    AnswerStream(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }

    /** The first failure, or null. */
    IOException failure() {
        return failure;
    }
}
