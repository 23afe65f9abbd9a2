package org.underpass.host;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something that a host may show: it is known, known not to be there, or not shown. The three are never mixed up: an
 * absent driver is a function without a driver, an unknown one is a capture without driver links.
 *
 * <p>Facts are immutable and carry where they come from.
 *
 * @param <T> what is known; an immutable type
 */
public sealed interface Fact<T> {

    /** The host shows it. */
    record Known<T>(T it, Provenance source) implements Fact<T> {
        public Known {
            Objects.requireNonNull(it);
            Objects.requireNonNull(source);
        }
    }

    /**
     * The host shows that there is none: no driver is bound, no such file exists.
     *
     * @param source where it would be
     */
    record Absent<T>(Provenance source) implements Fact<T> {
        public Absent {
            Objects.requireNonNull(source);
        }
    }

    /**
     * The source does not show it: it was not captured, may not be read, or is not understood.
     *
     * @param why    a clause for people, such as {@code "permission denied"}
     * @param source where it would be
     */
    record Unknown<T>(String why, Provenance source) implements Fact<T> {
        public Unknown {
            Objects.requireNonNull(why);
            Objects.requireNonNull(source);
        }
    }

    /** Where the fact was read, or would be. */
    Provenance source();

    /** The value where it is known. */
    default Optional<T> value() {
        return this instanceof Known<T> known ? Optional.of(known.it()) : Optional.empty();
    }

    /** Whether there is a value. */
    default boolean isKnown() {
        return this instanceof Known;
    }

    /** Whether the host shows that there is none. */
    default boolean isAbsent() {
        return this instanceof Absent;
    }

    /** Whether the source does not show it. */
    default boolean isUnknown() {
        return this instanceof Unknown;
    }

    /** The value, or another where there is none or it is not known. Think twice before you use it in a decision. */
    default T orElse(T other) {
        return this instanceof Known<T> known ? known.it() : other;
    }

    /** Turns the value into another of the same source; absent and unknown stay what they are. */
    default <R> Fact<R> map(Function<? super T, ? extends R> change) {
        return flatMap(value -> new Known<>(change.apply(value), source()));
    }

    /** Turns the value into another fact; absent and unknown stay what they are. */
    default <R> Fact<R> flatMap(Function<? super T, Fact<R>> change) {
        // No pattern switch here: the JVM links each one anew in every process, which a short command would feel.
        if (this instanceof Known<T> known) {
            return change.apply(known.it());
        }
        return this instanceof Unknown<T> unknown ? new Unknown<>(unknown.why(), unknown.source())
                : new Absent<>(source());
    }

    /** A value and where it was read. */
    static <T> Fact<T> known(T value, Provenance source) {
        return new Known<>(value, source);
    }

    /** A value and the file that it was read from. */
    static <T> Fact<T> known(T value, String file) {
        return new Known<>(value, Provenance.of(file));
    }

    /** Shown not to be there. */
    static <T> Fact<T> absent(String file) {
        return new Absent<>(Provenance.of(file));
    }

    /** Not shown. */
    static <T> Fact<T> unknown(String why, String file) {
        return new Unknown<>(why, Provenance.of(file));
    }
}
