package org.underpass.profile.language;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The type of a value in the profile language. Types are data: {@link Reading} checks texts by them,
 * {@link JsonSchema} publishes them, editors complete from them, so that the three cannot disagree.
 */
public sealed interface Type {
    /**
     * A text. Read as a {@code String}.
     *
     * @param manyLines whether line breaks and tabs are allowed
     * @param longest the most UTF-16 units
     */
    record Text(boolean manyLines, int longest) implements Type {
    }

    /** Yes or no. Read as a {@code Boolean}. */
    record Flag() implements Type {
    }

    /**
     * A whole number. Read as an {@code Integer}.
     *
     * @param least the least
     * @param most the most
     */
    record Whole(int least, int most) implements Type {
    }

    /**
     * A size of memory, always with a binary unit: B, KiB, MiB, GiB, TiB. Read as a {@code Long}, in bytes.
     *
     * @param least the least in bytes
     * @param most the most in bytes
     */
    record Size(long least, long most) implements Type {
        /** The regular expression that the text fits. */
        public static final String PATTERN = "^[0-9]{1,15} ?([KMGT]i)?B$";
    }

    /**
     * A stretch of time, always with a unit: ms, s, min, h. Read as a {@link Duration}.
     *
     * @param most the most
     */
    record Time(Duration most) implements Type {
        /** The regular expression that the text fits. */
        public static final String PATTERN = "^[0-9]{1,9} ?(ms|s|min|h)$";
    }

    /**
     * One of a closed set of words. Read as the {@link Word}.
     *
     * @param words in the order in which they are offered
     */
    record Choice(List<? extends Word> words) implements Type {
        /** The word with this text; 2 stands for 2.0. */
        public Optional<Word> find(String text) {
            for (Word word : words) {
                if (word.word().equals(text) || word.word().equals(text + ".0")) {
                    return Optional.of(word);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A text of a certain form, such as a PCI address.
     *
     * @param expected what it is, for messages: "a PCI address such as 0000:01:00.0"
     * @param pattern an ECMA 262 regular expression that agrees with the parser
     * @param least the least whole number that may stand without quotes; see {@code most}
     * @param most the greatest; below {@code least}, every text that YAML takes for a number needs quotes. Numbers with
     *     leading zeros, points or exponents always need them, because readers of YAML lose their form
     * @param parser gives the value, empty when the text does not fit
     */
    record Form(String expected, String pattern, int least, int most, Function<String, ? extends Optional<?>> parser)
            implements Type {
        /** A form whose texts need quotes where YAML would take them for something else. */
        public Form(String expected, String pattern, Function<String, ? extends Optional<?>> parser) {
            this(expected, pattern, 0, -1, parser);
        }

        /** Whether a text that is a number for YAML may stand without quotes. */
        boolean mayStandPlain(String text) {
            boolean digits = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || text.length() > 1 && text.charAt(0) == '0') {
                return false;
            }
            int number = Integer.parseInt(text);
            return number >= least && number <= most;
        }
    }

    /**
     * A list. Read as a {@code List}.
     *
     * @param item the type of each item
     * @param least the fewest items
     */
    record Items(Type item, int least) implements Type {
    }

    /**
     * A mapping with keys of a certain form. Read as a {@code Map}, in the order of the text.
     *
     * @param key the form of the keys
     * @param value the type of the values
     */
    record Table(Form key, Type value) implements Type {
    }

    /**
     * Either a single word or number, or a list. Read as what the matching type gives.
     *
     * @param single for scalars
     * @param list for lists
     */
    record Either(Type single, Items list) implements Type {
    }

    /**
     * A mapping with named keys. Read as a {@link Section}.
     *
     * @param name what people call it: "a disk"
     * @param keys in the order in which they are written
     * @param constraints what must hold between keys
     */
    record Keys(String name, List<Key> keys, List<Constraint> constraints) implements Type {
        /** Copies. */
        public Keys {
            keys = List.copyOf(keys);
            constraints = List.copyOf(constraints);
        }

        /** The key with this name. */
        public Optional<Key> key(String wanted) {
            for (Key key : keys) {
                if (key.name().equals(wanted)) {
                    return Optional.of(key);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A key that a mapping may have.
     *
     * @param name the key
     * @param type the type of its value
     * @param required whether it must be there
     * @param meaning what it is for, for hover and schema; a sentence or two
     * @param later the part of the product that will act upon it, when none does yet
     */
    record Key(String name, Type type, boolean required, String meaning, Optional<String> later) {
        /** A key that may be absent. */
        public static Key of(String name, Type type, String meaning) {
            return new Key(name, type, false, meaning, Optional.empty());
        }

        /** The same, but it must be there. */
        public Key must() {
            return new Key(name, type, true, meaning, later);
        }

        /** The same, but nothing acts upon it until some part of the product comes. */
        public Key later(String feature) {
            return new Key(name, type, required, meaning, Optional.of(feature));
        }
    }

    /** What must hold between the keys of one mapping. */
    sealed interface Constraint {
        /**
         * At least one of these must be there.
         *
         * @param keys the keys
         */
        record AnyOf(List<String> keys) implements Constraint {
        }

        /**
         * Not both.
         *
         * @param first one key
         * @param second the other
         */
        record NotBoth(String first, String second) implements Constraint {
        }

        /**
         * One asks for another.
         *
         * @param key when this is there
         * @param needed this must be too
         */
        record Needs(String key, String needed) implements Constraint {
        }

        /**
         * Certain words of one key ask for another key.
         *
         * @param key the key
         * @param words its words
         * @param needed the other key
         */
        record WordNeeds(String key, List<? extends Word> words, String needed) implements Constraint {
        }
    }
}
