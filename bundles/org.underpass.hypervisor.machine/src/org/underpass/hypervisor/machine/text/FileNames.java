package org.underpass.hypervisor.machine.text;

/** Names of artifacts made from names that people chose. */
public final class FileNames {
    private static final int LONGEST = 64;

    private FileNames() {
    }

    /**
     * A file name of letters, digits, {@code . _ -} that begins with a letter or digit and never holds two dots in a
     * row. A name that already is one stays as it is; any other is changed, so two names may become the same.
     */
    public static String of(String name) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < name.length() && safe.length() < LONGEST; i++) {
            char c = name.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            boolean joint = !safe.isEmpty() && (c == '_' || c == '-'
                    || c == '.' && safe.charAt(safe.length() - 1) != '.');
            safe.append(plain || joint ? c : safe.isEmpty() ? 'x' : '_');
        }
        return safe.isEmpty() ? "unnamed" : safe.toString();
    }
}
