package org.underpass.profile.language;

/** What is expected, in words. */
final class TypeNames {
    private TypeNames() {
    }

    static String expected(Type type) {
        return switch (type) {
            case Type.Text text -> "a text";
            case Type.Flag flag -> "yes or no";
            case Type.Whole whole when whole.least() == whole.most() -> Integer.toString(whole.least());
            case Type.Whole whole -> "a whole number from " + whole.least() + " to " + whole.most();
            case Type.Size size -> "a size from " + Quantities.size(size.least()) + " to "
                    + Quantities.size(size.most());
            case Type.Time time -> "a time up to " + Quantities.time(time.most());
            case Type.Choice choice -> "one of " + String.join(", ", choice.words().stream().map(Word::word).toList());
            case Type.Form form -> form.expected();
            case Type.Items items -> "a list";
            case Type.Table table -> "keys and values";
            case Type.Keys keys -> keys.name();
            case Type.Either either -> expected(either.single()) + ", or a list";
        };
    }
}
