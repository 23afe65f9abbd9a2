package org.underpass.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A kernel's build configuration. What is not in it is not set. */
public final class KernelConfig {

    /**
     * One option that is set.
     *
     * @param value {@code y}, {@code m}, a number or a text without quotes
     * @param line  where it stands
     */
    public record Setting(String value, int line) {
    }

    private final String file;
    private final Map<String, Setting> settings = new HashMap<>();

    /** Reads the text of a configuration. @param file where the text is from */
    KernelConfig(String text, String file) {
        this.file = file;
        int line = 0;
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            line++;
            int equals = text.indexOf('=', start);
            if (equals > 0 && equals < end && text.startsWith("CONFIG_", start)) {
                String value = text.substring(equals + 1, end).strip();
                if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                    value = value.substring(1, value.length() - 1);
                }
                settings.put(text.substring(start + 7, equals), new Setting(value, line));
            }
            start = end + 1;
        }
    }

    /** The setting of an option, named with or without {@code CONFIG_}; empty where it is not set. */
    public Optional<Setting> setting(String option) {
        return Optional.ofNullable(settings.get(option.startsWith("CONFIG_") ? option.substring(7) : option));
    }

    /** Whether an option is {@code y}. */
    public boolean isBuiltIn(String option) {
        return setting(option).filter(setting -> setting.value().equals("y")).isPresent();
    }

    /** Whether an option is {@code m}. */
    public boolean isModule(String option) {
        return setting(option).filter(setting -> setting.value().equals("m")).isPresent();
    }

    /** Whether an option is {@code y} or {@code m}. */
    public boolean isSet(String option) {
        return isBuiltIn(option) || isModule(option);
    }

    /** Where the option stands; the whole file where it is not set. */
    public Provenance source(String option) {
        return new Provenance(file, setting(option).map(found -> OptionalInt.of(found.line()))
                .orElse(OptionalInt.empty()), OptionalLong.empty());
    }
}
