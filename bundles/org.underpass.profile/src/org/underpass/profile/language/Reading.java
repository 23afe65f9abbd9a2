package org.underpass.profile.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
        later.sort(Comparator.comparing(Later::span));
        return later;
    }

    /** Adds a problem that types cannot express. */
    public void report(Code code, String path, Span span, String message) {
        add(ProfileProblem.error(code, message, path, span));
    }

    private void add(ProfileProblem problem) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    private Object value(SourceNode node, Type type, String path) {
        SourceNode value = node.resolved();
        // An alias is marked where it is used: there the reader sees what is wrong.
        Span span = node.span();
        return switch (type) {
            case Type.Keys keys -> section(value, span, keys, path);
            case Type.Items items -> items(value, span, items, path);
            case Type.Table table -> table(value, span, table, path);
            case Type.Either either -> value instanceof SourceNode.Sequence
                    ? value(node, either.list(), path) : value(node, either.single(), path);
            default -> value instanceof SourceNode.Scalar scalar ? scalar(scalar, span, type, path)
                    : wrong(Code.WRONG_TYPE, span, path, "expected " + expected(type) + ", found "
                            + (value instanceof SourceNode.Mapping ? "keys and values" : "a list"));
        };
    }

    private Object wrong(Code code, Span span, String path, String message) {
        report(code, path, firstLine(span), (path.isEmpty() ? "" : path + ": ") + message);
        return null;
    }

    private Span firstLine(Span span) {
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
                known.later().ifPresent(feature -> later.add(new Later(child, key.span(), feature)));
                Object read = value(entry.value(), known.type(), child);
                if (read != null) {
                    values.put(known.name(), read);
                }
            }
        }
        Section section = new Section(keys, path, values);
        Constraints.check(section, seen, meant, span, path, this::missing, this::conflict);
        return section;
    }

    private void duplicate(SourceNode.Scalar key, SourceNode.Scalar first, String path) {
        report(Code.DUPLICATE_KEY, path, key.span(), "the key \"" + key.text() + "\" stands here again: it is already in line "
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
        String elsewhere = KeyFinder.find(root, key.text()).map(p -> ": it belongs to " + p)
                .orElse(": known here are " + String.join(", ", names));
        add(ProfileProblem.error(Code.UNKNOWN_KEY, message + elsewhere, child, key.span()));
        return near;
    }

    private void missing(String path, Span span, String message) {
        report(Code.MISSING_KEY, path, firstLine(span), message);
    }

    private void conflict(String path, Span span, String message) {
        report(Code.CONFLICT, path, firstLine(span), message);
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

    // ---- single values

    private Object scalar(SourceNode.Scalar node, Span span, Type type, String path) {
        if (node.style() == SourceNode.Style.PLAIN && CoreScalar.of(node.text()) == CoreScalar.NULL) {
            return wrong(Code.WRONG_TYPE, span.length() == 0 ? source.nearestSpan(path) : span, path,
                    "has no value: expected " + expected(type));
        }
        return switch (type) {
            case Type.Text text -> text(node, span, text, path);
            case Type.Flag flag -> flag(node, span, path);
            case Type.Whole whole -> whole(node, span, whole, path);
            case Type.Size size -> size(node, span, size, path);
            case Type.Time time -> time(node, span, time, path);
            case Type.Choice choice -> choice(node, span, choice, path);
            case Type.Form form -> form(node, span, form, path);
            default -> wrong(Code.WRONG_TYPE, span, path, "expected " + expected(type) + ", found a single value");
        };
    }

    /** Texts that other YAML readers would take for a number or a truth must stand in quotes. */
    private boolean needsQuotes(SourceNode.Scalar node, Span span, String path) {
        CoreScalar kind = CoreScalar.of(node.text());
        if (node.style() != SourceNode.Style.PLAIN || kind == CoreScalar.TEXT) {
            return false;
        }
        add(ProfileProblem.error(Code.WRONG_TYPE, path + ": put \"" + node.text() + "\" in quotes, because YAML takes it for "
                + kind.called, path, span).suggesting("\"" + node.text() + "\"", new ProfileEdit.Set(path, node.text())));
        return true;
    }

    private Object text(SourceNode.Scalar node, Span span, Type.Text type, String path) {
        if (needsQuotes(node, span, path)) {
            return null;
        }
        String text = node.text();
        if (text.isBlank()) {
            return wrong(Code.WRONG_VALUE, span, path, "is empty: expected a text");
        }
        if (text.length() > type.longest()) {
            return wrong(Code.WRONG_VALUE, span, path, "is longer than " + type.longest() + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Texts.isForbidden(text, i, type.manyLines())) {
                return wrong(Code.FORBIDDEN_CHARACTER, span, path, c == '\n' || c == '\r'
                        ? "holds a line break, which is not possible here"
                        : "holds the character U+%04X, which is not possible here".formatted((int) c));
            }
        }
        return text;
    }

    private Object flag(SourceNode.Scalar node, Span span, String path) {
        boolean plain = node.style() == SourceNode.Style.PLAIN;
        return switch (node.text()) {
            case "yes", "on" -> true;
            case "no", "off" -> false;
            case "true", "True", "TRUE" -> plain ? Boolean.TRUE : notFlag(node, span, path);
            case "false", "False", "FALSE" -> plain ? Boolean.FALSE : notFlag(node, span, path);
            default -> notFlag(node, span, path);
        };
    }

    private Object notFlag(SourceNode.Scalar node, Span span, String path) {
        return wrong(Code.WRONG_VALUE, span, path, quote(node.text()) + " is neither yes nor no");
    }

    private Object whole(SourceNode.Scalar node, Span span, Type.Whole type, String path) {
        String text = node.text();
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || node.style() != SourceNode.Style.PLAIN) {
            return wrong(Code.WRONG_TYPE, span, path, quote(text) + " is not a whole number"
                    + (number ? ": remove the quotes" : ""));
        }
        long value = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        value = text.startsWith("-") ? -value : value;
        if (value < type.least() || value > type.most()) {
            return wrong(Code.WRONG_VALUE, span, path, text + " is out of range: expected " + expected(type));
        }
        return (int) value;
    }

    private Object size(SourceNode.Scalar node, Span span, Type.Size type, String path) {
        OptionalLong bytes = Quantities.size(node.text());
        if (bytes.isEmpty()) {
            String right = Texts.likelySize(node.text());
            ProfileProblem problem = ProfileProblem.error(Code.WRONG_VALUE, path + ": " + quote(node.text())
                    + " is not a size" + (right.isEmpty() ? ": expected a number and B, KiB, MiB, GiB or TiB, such as 16 GiB"
                            : ": did you mean \"" + right + "\"?"), path, span);
            add(right.isEmpty() ? problem : problem.suggesting(right, new ProfileEdit.Set(path, right)));
            return null;
        }
        if (bytes.getAsLong() < type.least() || bytes.getAsLong() > type.most()) {
            return wrong(Code.WRONG_VALUE, span, path, node.text() + " is out of range: expected " + expected(type));
        }
        return bytes.getAsLong();
    }

    private Object time(SourceNode.Scalar node, Span span, Type.Time type, String path) {
        Optional<Duration> time = Quantities.time(node.text());
        if (time.isEmpty()) {
            return wrong(Code.WRONG_VALUE, span, path, quote(node.text())
                    + " is not a time: expected a number and ms, s, min or h, such as 30 s");
        }
        if (time.get().compareTo(type.most()) > 0) {
            return wrong(Code.WRONG_VALUE, span, path, node.text() + " is out of range: expected " + expected(type));
        }
        return time.get();
    }

    private Object choice(SourceNode.Scalar node, Span span, Type.Choice type, String path) {
        Optional<Word> word = type.find(node.text());
        if (word.isPresent()) {
            return word.get();
        }
        List<String> words = type.words().stream().map(Word::word).toList();
        Optional<String> near = Nearest.to(node.text(), words);
        ProfileProblem problem = ProfileProblem.error(Code.WRONG_VALUE, path + ": " + quote(node.text())
                + " is not one of " + String.join(", ", words)
                + near.map(w -> "; did you mean \"" + w + "\"?").orElse(""), path, span);
        add(near.map(w -> problem.suggesting(w, new ProfileEdit.Set(path, w))).orElse(problem));
        return null;
    }

    private Object form(SourceNode.Scalar node, Span span, Type.Form type, String path) {
        if (!type.numbers() && needsQuotes(node, span, path)) {
            return null;
        }
        Optional<?> value = type.parser().apply(node.text());
        return value.isPresent() ? value.get()
                : wrong(Code.WRONG_VALUE, span, path, quote(node.text()) + " is not " + type.expected());
    }

    private static String quote(String text) {
        return Texts.quote(text);
    }

    private static String expected(Type type) {
        return TypeNames.expected(type);
    }
}
