package org.underpass.engine;

import java.util.List;

/**
 * Whether a card can be given to a guest.
 *
 * @param card    the card
 * @param verdict the answer
 * @param reasons why, most important first; for {@code ready} what makes it so
 * @param report  all that the rules said
 */
public record CardVerdict(Card card, Verdict verdict, List<String> reasons, Report report) {
    public CardVerdict {
        reasons = List.copyOf(reasons);
    }

    /** The answer, best first. */
    public enum Verdict {
        /** Nothing that the host shows stands in the way. */
        READY("ready"),
        /** Something stands in the way, and there is a way out. */
        NEEDS_WORK("needs-work"),
        /** The source does not show enough to say. */
        UNKNOWN("unknown"),
        /** Something stands in the way, and there is no way out on this machine. */
        IMPOSSIBLE("impossible");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        /** The word used in JSON. */
        public String word() {
            return word;
        }
    }
}
