package org.underpass.spi.hypervisor;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a guest is.
 *
 * @param state  in one word
 * @param detail a clause for people: the hypervisor's own word, or why it is silent or has ended
 * @param pid    the process; absent where it has ended, or where the hypervisor shows none
 * @param since  when it was started; absent where that is not known
 */
public record GuestStatus(State state, String detail, OptionalLong pid, Optional<Instant> since) {
    /** The word for a state, as answers write it. */
    public enum State {
        /** Made, and not let run yet. */
        STARTING,
        RUNNING,
        /** Held: by someone who asked, a debugger, an I/O error or a migration. */
        PAUSED,
        /** Asleep by the guest's own wish. */
        SUSPENDED,
        /** The guest has switched itself off, or has panicked, and its hypervisor still holds its devices. */
        STOPPED,
        /** There is a process, and it does not answer. */
        SILENT,
        /** There is none any more; its devices are free. */
        ENDED;

        /** In lower case. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether its hypervisor still holds its devices. */
    public boolean alive() {
        return state != State.ENDED;
    }
}
