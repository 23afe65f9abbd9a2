package org.underpass.engine.change;

import java.util.function.IntConsumer;
import org.underpass.host.write.Journal;

/** Stops whoever writes a journal, at one point of it: before or after one entry. */
final class Kill implements Journal.Watch {
    private final int entry;
    private final boolean after;
    private final IntConsumer how;

    /** Goes through everything like nothing that a program expects: no catch clause of ours takes it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    Kill(int entry, boolean after, IntConsumer how) {
        this.entry = entry;
        this.after = after;
        this.how = how;
    }

    static Kill at(int entry, boolean after) {
        return new Kill(entry, after, number -> {
            throw new Killed();
        });
    }

    @Override
    public void before(int number) {
        if (!after && number == entry) {
            how.accept(number);
        }
    }

    @Override
    public void after(int number) {
        if (after && number == entry) {
            how.accept(number);
        }
    }
}
