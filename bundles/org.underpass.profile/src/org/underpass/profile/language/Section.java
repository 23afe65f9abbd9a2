package org.underpass.profile.language;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A mapping that was read: the values that are there and right, by key. Asking for a key that the language does not
 * have is a mistake of the caller and throws {@link IllegalArgumentException}.
 *
 * @param type the keys that it may have
 * @param path where it stands
 * @param values what was read
 */
public record Section(Type.Keys type, String path, Map<String, Object> values) {
    private Object value(String key) {
        if (type.key(key).isEmpty()) {
            throw new IllegalArgumentException("the language has no key \"" + key + "\" in " + type.name());
        }
        return values.get(key);
    }

    private <T> Optional<T> as(Class<T> wanted, String key) {
        return Optional.ofNullable(value(key)).map(wanted::cast);
    }

    /** A text. */
    public Optional<String> text(String key) {
        return as(String.class, key);
    }

    /** Yes or no. */
    public Optional<Boolean> flag(String key) {
        return as(Boolean.class, key);
    }

    /** A whole number, or an id. */
    public OptionalInt whole(String key) {
        return value(key) instanceof Integer number ? OptionalInt.of(number) : OptionalInt.empty();
    }

    /** A size in bytes. */
    public OptionalLong size(String key) {
        return value(key) instanceof Long bytes ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    /** A stretch of time. */
    public Optional<Duration> time(String key) {
        return as(Duration.class, key);
    }

    /** A word of a choice, or a value of a form. */
    public <T> Optional<T> get(Class<T> wanted, String key) {
        return as(wanted, key);
    }

    /** The items of a list; none when it is absent. */
    public <T> List<T> list(Class<T> wanted, String key) {
        return value(key) instanceof List<?> list ? list.stream().<T>map(wanted::cast).toList() : List.of();
    }

    /** The entries of a table; none when it is absent. */
    @SuppressWarnings("unchecked")
    public <K, V> Map<K, V> table(String key) {
        return value(key) instanceof Map<?, ?> map ? (Map<K, V>) map : Map.of();
    }

    /** A mapping within this one; an empty one when it is absent. */
    public Section section(String key) {
        return value(key) instanceof Section section ? section
                : new Section((Type.Keys) type.key(key).orElseThrow().type(), path, Map.of());
    }

    /** A mapping within this one. */
    public Optional<Section> sectionIfThere(String key) {
        return as(Section.class, key);
    }

    /** Whether the key has a value that is right. */
    public boolean has(String key) {
        return value(key) != null;
    }
}
