package org.underpass.profile.language;

import java.util.Map;
import java.util.Set;
import org.underpass.profile.source.ProfilePath;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.Span;

/**
 * Checks what must hold between the keys of one mapping. A key that is there with a wrong value, or mistyped, counts as
 * there: one mistake is one problem.
 */
final class Constraints {
    private Constraints() {
    }

    /** Takes what is wrong. */
    interface Sink {
        void report(String path, Span span, String message);
    }

    static void check(Section section, Map<String, SourceNode.Scalar> seen, Set<String> meant, Span span,
            String path, Sink missing, Sink conflict) {
        String where = path.isEmpty() ? "" : path + ": ";
        for (Type.Key key : section.type().keys()) {
            if (key.required() && !seen.containsKey(key.name()) && !meant.contains(key.name())) {
                missing.report(ProfilePath.child(path, key.name()), span, where + "the key \"" + key.name()
                        + "\" is missing: expected " + TypeNames.expected(key.type()));
            }
        }
        for (Type.Constraint constraint : section.type().constraints()) {
            switch (constraint) {
                case Type.Constraint.AnyOf any -> {
                    if (any.keys().stream().noneMatch(key -> seen.containsKey(key) || meant.contains(key))) {
                        missing.report(path, span, where + "expected " + String.join(" or ", any.keys().stream()
                                .map(key -> "\"" + key + "\"").toList()));
                    }
                }
                case Type.Constraint.NotBoth both -> {
                    if (seen.containsKey(both.first()) && seen.containsKey(both.second())) {
                        conflict.report(ProfilePath.child(path, both.second()), seen.get(both.second()).span(), where
                                + "\"" + both.first() + "\" and \"" + both.second() + "\" exclude each other");
                    }
                }
                case Type.Constraint.Needs needs -> {
                    if (seen.containsKey(needs.key()) && !seen.containsKey(needs.needed())) {
                        missing.report(ProfilePath.child(path, needs.needed()), seen.get(needs.key()).span(), where
                                + "\"" + needs.key() + "\" needs \"" + needs.needed() + "\" beside it");
                    }
                }
                case Type.Constraint.WordNeeds needs -> {
                    Object value = section.values().get(needs.key());
                    if (value instanceof Word word && needs.words().contains(word) && !seen.containsKey(needs.needed())) {
                        missing.report(ProfilePath.child(path, needs.needed()), seen.get(needs.key()).span(), where
                                + "\"" + needs.key() + ": " + word.word() + "\" needs \"" + needs.needed()
                                + "\" beside it");
                    }
                }
            }
        }
    }
}
