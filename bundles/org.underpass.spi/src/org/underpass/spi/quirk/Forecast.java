package org.underpass.spi.quirk;

import java.util.List;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Evidence;

/**
 * How a function would reset if it were given to a guest and taken back.
 *
 * @param function  the function
 * @param path      the outcome
 * @param methods   what was considered, in the order in which the kernel and VFIO would try
 * @param victims   other functions that the reset would hit, sorted
 * @param reasons   why this outcome; never empty
 * @param quirks    the quirks that spoke, in order of their ids
 */
public record Forecast(PciAddress function, Path path, List<Method> methods, List<PciAddress> victims,
        List<Evidence> reasons, List<Opinion> quirks) {
    public Forecast {
        methods = List.copyOf(methods);
        victims = List.copyOf(victims);
        reasons = List.copyOf(reasons);
        quirks = List.copyOf(quirks);
    }

    /** The outcome, best first. */
    public enum Path {
        /** The function alone, by a method that is known to leave it as new. */
        CLEAN("clean"),
        /** The whole slot or bus at once. */
        SHARED("shared"),
        /** A method that may leave state behind. */
        WEAK("weak"),
        /** The source does not show enough. */
        UNKNOWN("unknown"),
        /** It resets, but is known not to come back well. */
        KNOWN_BAD("known-bad"),
        /** No method is there. */
        NONE("none"),
        /** Methods are there, and all are forbidden on this card. */
        FORBIDDEN("forbidden");

        private final String word;

        Path(String word) {
            this.word = word;
        }

        /** The word used in JSON. */
        public String word() {
            return word;
        }
    }

    /**
     * One method that was considered.
     *
     * @param name   the kernel's word, {@code hot-reset} for VFIO's, or {@code quirk:ID} for a quirk's routine
     * @param usable whether it can be counted on
     * @param reason one sentence
     */
    public record Method(String name, boolean usable, String reason) {
    }

    /**
     * What one quirk said.
     *
     * @param id      the quirk
     * @param state   {@code ready} or {@code blocked}
     * @param says    in one sentence
     * @param steps   the number of steps of its routine; 0 when it has none
     */
    public record Opinion(String id, String state, String says, int steps, List<Evidence> evidence) {
        public Opinion {
            evidence = List.copyOf(evidence);
        }
    }

    /** Whether the answer of {@code reset forecast} is no. */
    public boolean refused() {
        return path == Path.NONE || path == Path.FORBIDDEN;
    }
}
