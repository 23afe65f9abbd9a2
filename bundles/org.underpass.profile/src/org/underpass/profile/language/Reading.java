package org.underpass.profile.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfilePath;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.Span;

/** Checks a tree by the types of the language and gathers what is wrong with it: all of it, not only the first. */
public final class Reading {
    /** The most problems that are gathered; whoever has more will mend these first. */
    public static final int MAX_PROBLEMS = 200;

    private final ProfileSource source;
    private final List<ProfileProblem> problems = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private final Type.Keys root;
    private final ScalarReading scalars;

    /**
     * A key that is there and that nothing acts upon yet.
     *
     * @param path where it is
     * @param span where it stands
     * @param feature what will act upon it
     */
    public record Later(String path, Span span, String feature) {
    }

    /** Prepares to read a source as what a type says. */
    public Reading(ProfileSource source, Type.Keys root) {
        this.source = source;
        this.root = root;
        scalars = new ScalarReading(this, source);
    }

    /** Reads the whole; where it is no mapping, or there is nothing, the section is empty. */
    public Section read() {
        Optional<SourceNode> node = source.root();
        if (node.isEmpty() || node.get() instanceof SourceNode.Scalar scalar && scalar.isNull()) {
            report(Code.MISSING_KEY, "", Span.START, "the profile is empty: expected " + needed(root));
            return new Section(root, "", Map.of());
        }
        Object value = value(node.get(), root, "");
        return value instanceof Section section ? section : new Section(root, "", Map.of());
    }

    private static String needed(Type.Keys keys) {
        return "at least the keys "
                + String.join(", ", keys.keys().stream().filter(Type.Key::required).map(Type.Key::name).toList());
    }

    /** Problems found, in the order of finding. */
    public List<ProfileProblem> problems() {
        return problems;
    }

    /** Keys that nothing acts upon yet, sorted by place. */
    public List<Later> later() {
        if (later.size() > 1) {
            later.sort(Comparator.comparing(Later::span));
        }
        return later;
    }

    /** Adds a problem that types cannot express. */
    public void report(Code code, String path, Span span, String message) {
        add(ProfileProblem.error(code, message, path, span));
    }

    void add(ProfileProblem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    private Object value(SourceNode node, Type type, String path) {
        SourceNode value = node.resolved();
        // An alias is marked where it is used: there the reader sees what is wrong.
        Span span = node.span();
        // No pattern switches on the way of every reading: each costs milliseconds in a fresh process.
        if (type instanceof Type.Keys keys) {
            return section(value, span, keys, path);
        } else if (type instanceof Type.Items items) {
            return items(value, span, items, path);
        } else if (type instanceof Type.Table table) {
            return table(value, span, table, path);
        } else if (type instanceof Type.Either either) {
            return value(node, value instanceof SourceNode.Sequence ? either.list() : either.single(), path);
        } else if (value instanceof SourceNode.Scalar scalar) {
            return scalars.read(scalar, span, type, path);
        }
        return wrong(Code.WRONG_TYPE, span, path, "expected " + expected(type) + ", found "
                + (value instanceof SourceNode.Mapping ? "keys and values" : "a list"));
    }

    Object wrong(Code code, Span span, String path, String message) {
        report(code, path, firstLine(span), (path.isEmpty() ? "" : path + ": ") + message);
        return null;
    }

    /** A marker over many lines helps nobody: of a collection the first line. */
    Span firstLine(Span span) {
        int end = span.offset();
        while (end < span.end() && source.text().charAt(end) != '\n' && source.text().charAt(end) != '\r') {
            end++;
        }
        return new Span(span.offset(), end - span.offset(), span.line(), span.column());
    }

    // ---- collections

    private static boolean isNothing(SourceNode value) {
        return value instanceof SourceNode.Scalar scalar && scalar.isNull();
    }

    private Object section(SourceNode value, Span span, Type.Keys keys, String path) {
        if (!(value instanceof SourceNode.Mapping) && !isNothing(value)) {
            return wrong(Code.WRONG_TYPE, span, path, "expected keys and values"
                    + (value instanceof SourceNode.Sequence ? ", found a list" : ", found a single value"));
        }
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, SourceNode.Scalar> seen = new LinkedHashMap<>();
        Set<String> meant = new HashSet<>();
        if (value instanceof SourceNode.Mapping mapping) {
            for (SourceNode.Entry entry : mapping.entries()) {
                SourceNode.Scalar key = entry.key();
                SourceNode.Scalar first = seen.putIfAbsent(key.text(), key);
                String child = ProfilePath.child(path, key.text());
                if (first != null) {
                    duplicate(key, first, child);
                    continue;
                }
                Type.Key known = keys.key(key.text()).orElse(null);
                if (known == null) {
                    unknown(key, keys, (SourceNode.Mapping) value, path, child).ifPresent(meant::add);
                    continue;
                }
                if (known.later().isPresent()) {
                    later.add(new Later(child, key.span(), known.later().get()));
                }
                Object read = value(entry.value(), known.type(), child);
                if (read != null) {
                    values.put(known.name(), read);
                }
            }
        }
        Section section = new Section(keys, path, values);
        new Constraints(section, seen, meant, span, this).check();
        return section;
    }

    private void duplicate(SourceNode.Scalar key, SourceNode.Scalar first, String path) {
        report(Code.DUPLICATE_KEY, path, key.span(), "the key \"" + key.text()
                + "\" stands here again: it is already in line "
                + first.span().line());
    }

    /** Reports a key that the language does not have; gives the one that was probably meant. */
    private Optional<String> unknown(SourceNode.Scalar key, Type.Keys keys, SourceNode.Mapping mapping, String path,
            String child) {
        String message = "unknown key " + quote(key.text()) + (path.isEmpty() ? "" : " in " + path);
        List<String> names = keys.keys().stream().map(Type.Key::name).toList();
        Optional<String> near = Nearest.to(key.text(), names);
        if (near.isPresent()) {
            String right = near.get();
            boolean free = mapping.entry(right).isEmpty();
            add(ProfileProblem.error(Code.UNKNOWN_KEY, message + ": did you mean \"" + right + "\"?", child, key.span())
                    .suggesting(right, free ? new ProfileEdit.Rename(child, right) : null));
            return near;
        }
        String elsewhere = KeyFinder.find(root, key.text()).map(p -> ": did you mean " + p + "?")
                .orElse(": known here are " + String.join(", ", names));
        add(ProfileProblem.error(Code.UNKNOWN_KEY, message + elsewhere, child, key.span()));
        return near;
    }

    private Object items(SourceNode value, Span span, Type.Items type, String path) {
        if (isNothing(value) && type.least() == 0) {
            return List.of();
        }
        if (!(value instanceof SourceNode.Sequence sequence)) {
            return wrong(Code.WRONG_TYPE, span, path, "expected a list" + (isNothing(value) ? ", found nothing"
                    : value instanceof SourceNode.Scalar ? ", found a single value: put it in brackets"
                            : ", found keys and values: start each item with '- '"));
        }
        if (sequence.items().size() < type.least()) {
            return wrong(Code.WRONG_VALUE, span, path, "expected at least one item");
        }
        List<Object> items = new ArrayList<>();
        int index = 0;
        for (SourceNode item : sequence.items()) {
            Object read = value(item, type.item(), ProfilePath.child(path, index++));
            if (read != null) {
                items.add(read);
            }
        }
        return items;
    }

    private Object table(SourceNode value, Span span, Type.Table type, String path) {
        if (isNothing(value)) {
            return Map.of();
        }
        if (!(value instanceof SourceNode.Mapping mapping)) {
            return wrong(Code.WRONG_TYPE, span, path, "expected keys and values");
        }
        Map<Object, Object> table = new LinkedHashMap<>();
        Map<String, SourceNode.Scalar> seen = new LinkedHashMap<>();
        for (SourceNode.Entry entry : mapping.entries()) {
            String child = ProfilePath.child(path, entry.key().text());
            SourceNode.Scalar first = seen.putIfAbsent(entry.key().text(), entry.key());
            if (first != null) {
                duplicate(entry.key(), first, child);
                continue;
            }
            Optional<?> key = type.key().parser().apply(entry.key().text());
            if (key.isEmpty()) {
                wrong(Code.UNKNOWN_KEY, entry.key().span(), path,
                        quote(entry.key().text()) + " is not " + type.key().expected());
                continue;
            }
            Object read = value(entry.value(), type.value(), child);
            if (read != null) {
                table.put(key.get(), read);
            }
        }
        return table;
    }

    private static String quote(String text) {
        return Texts.quote(text);
    }

    private static String expected(Type type) {
        return TypeNames.expected(type);
    }
}
