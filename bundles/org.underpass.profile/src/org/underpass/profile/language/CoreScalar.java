package org.underpass.profile.language;

/**
 * What other YAML 1.2 readers (core schema) take a word without quotes for. No regular expressions: start-up counts.
 */
enum CoreScalar {
    NULL("nothing"), FLAG("yes or no"), NUMBER("a number"), TEXT("a text");

    final String called;

    CoreScalar(String called) {
        this.called = called;
    }

    static CoreScalar of(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> FLAG;
            case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF", "+.inf", "+.Inf",
                    "+.INF" -> NUMBER;
            default -> isNumber(text) ? NUMBER : TEXT;
        };
    }

    private static boolean isNumber(String text) {
        if (text.startsWith("0x") || text.startsWith("0o")) {
            return text.length() > 2 && text.chars().skip(2).allMatch(
                    c -> Character.digit(c, text.charAt(1) == 'x' ? 16 : 8) >= 0 && c < 128);
        }
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int before = digits(text, at);
        at += before;
        if (at < text.length() && text.charAt(at) == '.') {
            int after = digits(text, at + 1);
            if (before == 0 && after == 0) {
                return false;
            }
            at += 1 + after;
        } else if (before == 0) {
            return false;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int exponent = digits(text, at);
            if (exponent == 0) {
                return false;
            }
            at += exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - from;
    }
}
