package org.underpass.hypervisor.qemu;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The value of an option such as {@code -device}: a first word without a key, where there is one, and properties. In
 * QEMU's syntax (docs/system/invocation, util/qemu-option.c) a comma ends a value and two commas stand for one; an
 * equals sign, a quote or a newline in a value stand for themselves.
 */
public final class QemuProps {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> values = new LinkedHashMap<>();

    private QemuProps(String first) {
        if (!first.isEmpty()) {
            if (!first.matches("[A-Za-z0-9_.:/-]+")) {
                throw new IllegalArgumentException("not a first word: " + first);
            }
            text.append(first);
        }
    }

    /** Begins with a word that has no key: a device's driver, a backend's type. Our own words only. */
    public static QemuProps of(String first) {
        return new QemuProps(first);
    }

    /** Begins without such a word. */
    public static QemuProps of() {
        return new QemuProps("");
    }

    /**
     * Adds a property.
     *
     * @throws IllegalArgumentException if the key is not one of QEMU's kind, or was set before
     */
    public QemuProps with(String key, String value) {
        if (!key.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        if (values.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException(key + " is set twice in " + text);
        }
        text.append(text.isEmpty() ? "" : ",").append(key).append('=').append(value.replace(",", ",,"));
        return this;
    }

    /** Adds a list as QEMU's options write one: the key once for each item (qapi/opts-visitor.c). */
    QemuProps list(String key, String... items) {
        for (String item : items) {
            values.remove(key);
            with(key, item);
        }
        return this;
    }

    /** Adds a number. */
    public QemuProps with(String key, long value) {
        return with(key, Long.toString(value));
    }

    /** Adds {@code on} or {@code off}. */
    public QemuProps with(String key, boolean value) {
        return with(key, value ? "on" : "off");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
