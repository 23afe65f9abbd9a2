package org.underpass.profile.language;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.underpass.profile.source.ProfilePath;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.Span;

/**
 * Checks what must hold between the keys of one mapping. A key that is there with a wrong value, or mistyped, counts as
 * there: one mistake is one problem.
 */
final class Constraints {
    private final Section section;
    private final Map<String, SourceNode.Scalar> seen;
    private final Set<String> meant;
    private final Span span;
    private final Reading reading;

    /**
     * @param section what was read
     * @param seen all keys that are there, with their place
     * @param meant keys that mistyped ones probably stand for
     * @param span the place of the whole
     * @param reading takes what is wrong
     */
    Constraints(Section section, Map<String, SourceNode.Scalar> seen, Set<String> meant, Span span, Reading reading) {
        this.section = section;
        this.seen = seen;
        this.meant = meant;
        this.span = span;
        this.reading = reading;
    }

    void check() {
        for (Type.Key key : section.type().keys()) {
            if (key.required() && !isThere(key.name())) {
                report(Code.MISSING_KEY, key.name(), span, "the key \"" + key.name() + "\" is missing: expected "
                        + TypeNames.expected(key.type()));
            }
        }
        for (Type.Constraint constraint : section.type().constraints()) {
            // No pattern switch: see Reading.
            if (constraint instanceof Type.Constraint.AnyOf any) {
                anyOf(any.keys());
            } else if (constraint instanceof Type.Constraint.NotBoth both) {
                notBoth(both.first(), both.second());
            } else if (constraint instanceof Type.Constraint.Needs needs) {
                needs(needs.key(), needs.key(), needs.needed());
            } else if (constraint instanceof Type.Constraint.WordNeeds needs
                    && section.values().get(needs.key()) instanceof Word word && needs.words().contains(word)) {
                needs(needs.key(), needs.key() + ": " + word.word(), needs.needed());
            }
        }
    }

    private boolean isThere(String key) {
        return seen.containsKey(key) || meant.contains(key);
    }

    private void anyOf(List<String> keys) {
        for (String key : keys) {
            if (isThere(key)) {
                return;
            }
        }
        report(Code.MISSING_KEY, "", span, "expected \"" + String.join("\" or \"", keys) + "\"");
    }

    private void notBoth(String first, String second) {
        if (seen.containsKey(first) && seen.containsKey(second)) {
            report(Code.CONFLICT, second, seen.get(second).span(), "\"" + first + "\" and \"" + second
                    + "\" exclude each other");
        }
    }

    private void needs(String key, String called, String needed) {
        if (seen.containsKey(key) && !isThere(needed)) {
            report(Code.MISSING_KEY, needed, seen.get(key).span(), "\"" + called + "\" needs \"" + needed
                    + "\" beside it");
        }
    }

    private void report(Code code, String key, Span place, String message) {
        String path = section.path();
        reading.report(code, key.isEmpty() ? path : ProfilePath.child(path, key), reading.firstLine(place),
                path.isEmpty() ? message : path + ": " + message);
    }
}
