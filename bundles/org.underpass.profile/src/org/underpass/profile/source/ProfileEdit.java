package org.underpass.profile.source;

import java.util.List;
import java.util.Map;

/**
 * A change of a profile as data: what a quick fix, a rule or a form wants, without a place in a text.
 * {@link ProfileSource#textEdit} turns it into one.
 *
 * <p>Values are {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, or {@link List} and {@link Map} of
 * such; the keys of a map are strings, its order is kept. Other values make the edit fail with
 * {@link IllegalArgumentException} when it is applied.
 */
public sealed interface ProfileEdit {
    /** The path that is changed. */
    String path();

    /** One line for people, such as "set machine.memory to 16 GiB". */
    String describe();

    /**
     * Sets a value, whether it exists or not; what encloses it is made where it is missing.
     *
     * @param path where
     * @param value what
     */
    record Set(String path, Object value) implements ProfileEdit {
        @Override
        public String describe() {
            return "set " + path + " to " + YamlText.flow(value);
        }
    }

    /**
     * Removes a key or a list item; nothing happens when it is not there.
     *
     * @param path where
     */
    record Remove(String path) implements ProfileEdit {
        @Override
        public String describe() {
            return "remove " + path;
        }
    }

    /**
     * Appends to a list, which is made where it is missing.
     *
     * @param path path of the list
     * @param value the new last item
     */
    record Add(String path, Object value) implements ProfileEdit {
        @Override
        public String describe() {
            return "add " + YamlText.flow(value) + " to " + path;
        }
    }

    /**
     * Gives a key another name; its value stays as it is.
     *
     * @param path path that ends in the present key
     * @param key the new key
     */
    record Rename(String path, String key) implements ProfileEdit {
        @Override
        public String describe() {
            return "rename " + path + " to " + key;
        }
    }
}
