package org.underpass.host.ssh;

import java.io.IOException;
import java.io.OutputStream;

/** Keeps the first bytes and drops the rest, whatever a server sends. */
final class BoundedOutput extends OutputStream {
    private final OutputStream out;
    private int left;

    BoundedOutput(OutputStream out, int most) {
        this.out = out;
        this.left = most;
    }

    @Override
    public void write(int one) throws IOException {
        if (left > 0) {
            left--;
            out.write(one);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int kept = Math.min(length, left);
        out.write(bytes, offset, kept);
        left -= kept;
    }
}
