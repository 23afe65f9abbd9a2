package org.underpass.cli;

import java.util.Collection;
import java.util.List;

/** Exit statuses, a promise to scripts. */
final class Status {
    static final int YES = 0;
    static final int NO = 1;
    static final int USAGE = 2;
    static final int INPUT = 3;
    static final int PLUGIN = 4;
    /** An action on the host failed, and nothing of it is left. */
    static final int ACTION = 5;
    /** The host is not as before; the message says what repairs it. */
    static final int LEFT = 6;
    static final int SURROUNDINGS = 7;
    static final int BUG = 70;

    /** Gravest first. */
    private static final List<Integer> GRAVITY = List.of(BUG, LEFT, ACTION, PLUGIN, SURROUNDINGS, INPUT, NO, YES);

    private Status() {
    }

    /** The status of a batch. */
    static int gravest(Collection<Integer> all) {
        return GRAVITY.stream().filter(all::contains).findFirst().orElse(YES);
    }
}
