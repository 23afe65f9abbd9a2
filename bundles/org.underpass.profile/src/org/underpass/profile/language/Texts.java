package org.underpass.profile.language;

import java.util.Locale;

/** Small helpers for texts in messages and checks. */
final class Texts {
    private static final int SHOWN = 60;

    private Texts() {
    }

    /** The text in quotes for a message: short, on one line, nothing that moves the cursor of a terminal. */
    static String quote(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < text.length() && i < SHOWN; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
                            || c == 0x2028 || c == 0x2029) {
                        shown.append("\\u%04x".formatted((int) c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.append(text.length() > SHOWN ? "…\"" : "\"").toString();
    }

    /**
     * Whether a character cannot stand in a text: control characters, halves of surrogate pairs and what XML has no
     * way to write, because every text may end up in a domain XML.
     */
    static boolean isForbidden(String text, int at, boolean manyLines) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        if (c == '\n' || c == '\r' || c == '\t') {
            return !manyLines;
        }
        return c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0xfffe || c == 0x2028 || c == 0x2029;
    }

    /** The size that was probably meant by 16G, 16 GB, 16 gib; empty when nothing is likely. */
    static String likelySize(String text) {
        int at = 0;
        while (at < text.length() && at < 15 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String unit = switch (text.substring(at).strip().toUpperCase(Locale.ROOT)) {
            case "K", "KB", "KI", "KIB" -> "KiB";
            case "M", "MB", "MI", "MIB" -> "MiB";
            case "G", "GB", "GI", "GIB" -> "GiB";
            case "T", "TB", "TI", "TIB" -> "TiB";
            case "B" -> "B";
            default -> "";
        };
        return at == 0 || unit.isEmpty() ? "" : text.substring(0, at) + " " + unit;
    }
}
