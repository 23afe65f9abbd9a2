package org.underpass.profile.language;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Numbers with units, as profiles write them. */
public final class Quantities {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Quantities() {
    }

    /** Bytes, from {@code 16 GiB} or {@code 16GiB}; empty when it is something else or too big. */
    public static OptionalLong size(String text) {
        int digits = digits(text, 15);
        String unit = unit(text, digits);
        for (int i = 0; digits > 0 && i < UNITS.length; i++) {
            if (UNITS[i].equals(unit)) {
                long number = Long.parseLong(text.substring(0, digits));
                return number > Long.MAX_VALUE >> 10 * i ? OptionalLong.empty() : OptionalLong.of(number << 10 * i);
            }
        }
        return OptionalLong.empty();
    }

    /** The shortest exact text for a number of bytes, such as {@code 16 GiB}. */
    public static String size(long bytes) {
        int unit = 0;
        long number = bytes;
        while (unit < UNITS.length - 1 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + " " + UNITS[unit];
    }

    /** A time, from {@code 30 s} or {@code 5 min}; empty when it is something else. */
    public static Optional<Duration> time(String text) {
        int digits = digits(text, 9);
        if (digits == 0) {
            return Optional.empty();
        }
        long number = Long.parseLong(text.substring(0, digits));
        return switch (unit(text, digits)) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "min" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            default -> Optional.empty();
        };
    }

    /** The shortest exact text for a time, to the millisecond. */
    public static String time(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + " s";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds / 60 + " min";
    }

    private static int digits(String text, int most) {
        int at = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > most ? 0 : at;
    }

    private static String unit(String text, int digits) {
        return text.startsWith(" ", digits) ? text.substring(digits + 1) : text.substring(digits);
    }
}
