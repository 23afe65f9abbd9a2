package org.underpass.host.capture;

/** Names with stars, as a shell reads them. */
final class Glob {
    private Glob() {
    }

    /** Whether a name fits a pattern whose stars stand for any characters. */
    static boolean fits(String pattern, String name) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(name);
        }
        if (!name.startsWith(pattern.substring(0, star))) {
            return false;
        }
        String rest = pattern.substring(star + 1);
        for (int from = star; from <= name.length(); from++) {
            if (fits(rest, name.substring(from))) {
                return true;
            }
        }
        return false;
    }
}
