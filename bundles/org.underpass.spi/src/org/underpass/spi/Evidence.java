package org.underpass.spi;

import java.util.Objects;
import org.underpass.host.Fact;
import org.underpass.host.Provenance;

/**
 * One fact that a judgement rests on, and where it was read.
 *
 * @param fact   what was seen, as a sentence or {@code name=value}, without a final full stop
 * @param source where: a path in the host's tree (with line or offset where known), a place in a profile, or the
 *               public source of a table of ours
 */
public record Evidence(String fact, String source) {
    public Evidence {
        Objects.requireNonNull(fact);
        Objects.requireNonNull(source);
    }

    /** Evidence read from a place in the host's tree. */
    public static Evidence of(String fact, Provenance source) {
        return new Evidence(fact, source.toString());
    }

    /** Evidence that is a fact of the host; the fact's own provenance becomes the source. */
    public static Evidence of(String text, Fact<?> fact) {
        return new Evidence(text, fact.source().toString());
    }
}
