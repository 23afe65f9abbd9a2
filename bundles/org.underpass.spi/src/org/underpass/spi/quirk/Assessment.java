package org.underpass.spi.quirk;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.underpass.spi.Evidence;

/** A quirk's answer for one function of one host. */
public sealed interface Assessment {
    /** The function is not one that this quirk knows. */
    record NotMine() implements Assessment {
    }

    /**
     * The function is mine, but nothing can be done for it now.
     *
     * @param reason   what stands in the way, in one sentence
     * @param verdicts what is known of the kernel's methods all the same
     */
    record Blocked(String reason, List<MethodVerdict> verdicts, List<Evidence> evidence) implements Assessment {
        public Blocked {
            verdicts = List.copyOf(verdicts);
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * The function is mine, and this is what is known.
     *
     * @param verdicts   verdicts on the kernel's methods; a method that is not named keeps the kernel's word
     * @param knownBad   set when the card is known not to come back clean by any of the kernel's methods: the reason
     * @param routine    the quirk's own way to reset; absent when it only has verdicts
     * @param companions function numbers of the same slot that must be given away and reset together
     * @param settle     how long the card needs after a reset before it may be touched
     * @param evidence   what all this rests on; never empty
     */
    record Ready(List<MethodVerdict> verdicts, Optional<String> knownBad, Optional<Routine> routine,
            List<Integer> companions, Optional<Duration> settle, List<Evidence> evidence) implements Assessment {
        public Ready {
            verdicts = List.copyOf(verdicts);
            companions = List.copyOf(companions);
            evidence = List.copyOf(evidence);
            if (evidence.isEmpty()) {
                throw new IllegalArgumentException("a quirk's answer needs evidence");
            }
        }

        /** Only verdicts. */
        public static Ready verdicts(List<MethodVerdict> verdicts, List<Evidence> evidence) {
            return new Ready(verdicts, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), evidence);
        }
    }

    /**
     * What is known of one of the kernel's reset methods on this card.
     *
     * @param method one of the kernel's words ({@code device_specific}, {@code acpi}, {@code flr}, {@code af_flr},
     *               {@code pm}, {@code bus}, {@code cxl_bus}); {@code bus} stands for VFIO's hot reset too
     * @param reason one sentence
     */
    record MethodVerdict(String method, Verdict verdict, String reason) {
    }

    /** What a method is worth on a card. */
    enum Verdict {
        /** Seen to bring the card back. */
        GOOD,
        /** Does nothing, or hangs the card; must not be counted on. */
        BAD,
        /** The kernel or the card forbids it. */
        FORBIDDEN
    }

    /**
     * A way to reset as data.
     *
     * @param title what it does, in a few words
     * @param scope what is reset beside the function itself
     * @param steps in order; performed by the product, undone in reverse where a step has an inverse
     */
    record Routine(String title, Scope scope, List<ResetStep> steps) {
        public Routine {
            steps = List.copyOf(steps);
        }
    }

    /** How far a routine reaches. */
    enum Scope {
        /** The function only. */
        FUNCTION,
        /** All functions of the slot. */
        SLOT,
        /** Everything on the bus. */
        BUS,
        /** The whole host, as with a suspend. */
        HOST
    }

    /** The answer for a function that the quirk does not know. */
    static Assessment notMine() {
        return new NotMine();
    }
}
