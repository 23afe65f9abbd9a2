package org.underpass.cli;

import java.io.PrintStream;

/**
 * A bar on the terminal that standard error is; nothing where it is none. Safe for use from many threads.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 40;
    private static final long PAUSE = 100_000_000;

    private final PrintStream terminal;
    private final int total;
    private int done;
    private long drawn = System.nanoTime();
    private boolean visible;

    /** @param terminal null where nobody would see the bar */
    Progress(PrintStream terminal, int total) {
        this.terminal = terminal;
        this.total = total;
    }

    /** One more is done. Draws ten times a second at most, and nothing at all for what is done at once. */
    synchronized void step() {
        done++;
        long now = System.nanoTime();
        if (terminal != null && now - drawn >= PAUSE) {
            drawn = now;
            visible = true;
            int filled = (int) ((long) WIDTH * done / total);
            terminal.print("\r[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + done + "/" + total);
            terminal.flush();
        }
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        if (visible) {
            visible = false;
            terminal.print("\r\u001b[K");
            terminal.flush();
        }
    }
}
