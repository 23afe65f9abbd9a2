package org.underpass.quirks;

import java.time.Duration;
import java.util.Optional;
import org.underpass.host.VersionNumber;

/** What a row means for the reset of the functions that it matches. */
public sealed interface Effect {
    /**
     * The kernel carries a flag against one of its methods.
     *
     * @param method the method, by the kernel's word
     * @param since  the first mainline release that carries it; empty where that was not established
     * @param reason what happens when the method is used all the same, as a clause
     */
    record Flag(String method, Optional<VersionNumber> since, String reason) implements Effect {
        /** A flag whose first release is known. */
        public Flag(String method, VersionNumber since, String reason) {
            this(method, Optional.of(since), reason);
        }

        /** A flag that the kernel has at least since the release in which it was read. */
        public Flag(String method, String reason) {
            this(method, Optional.empty(), reason);
        }
    }

    /** A method of the kernel's is known to work, in one sentence. */
    record Works(String method, String reason) implements Effect {
    }

    /** None of the kernel's methods brings the card back clean; the reason in one sentence. */
    record KnownBad(String reason) implements Effect {
    }

    /**
     * After a reset, or a change to D0, the card needs time.
     *
     * @param since the first mainline release that waits by itself
     */
    record Settle(Duration time, VersionNumber since, String reason) implements Effect {
    }

    /** Worth knowing, without a verdict: a single report, contested reports, or a fact beside the reset. */
    record Note(String text) implements Effect {
    }
}
