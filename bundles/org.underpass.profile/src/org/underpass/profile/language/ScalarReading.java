package org.underpass.profile.language;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.Span;

/** Checks single values; what is wrong goes to the reading, and null comes back. */
final class ScalarReading {
    private final Reading reading;
    private final ProfileSource source;

    ScalarReading(Reading reading, ProfileSource source) {
        this.reading = reading;
        this.source = source;
    }

    Object read(SourceNode.Scalar node, Span span, Type type, String path) {
        if (node.text().isEmpty() && node.style() == SourceNode.Style.PLAIN && node.span().length() > 0) {
            return null; // an alias of an anchor that is not there: reported where it was parsed
        }
        if (node.style() == SourceNode.Style.PLAIN && CoreScalar.of(node.text()) == CoreScalar.NULL) {
            return reading.wrong(Code.WRONG_TYPE, span.length() == 0 ? source.nearestSpan(path) : span, path,
                    "has no value: expected " + TypeNames.expected(type));
        }
        if (type instanceof Type.Form form) {
            return form(node, span, form, path);
        } else if (type instanceof Type.Text text) {
            return text(node, span, text, path);
        } else if (type instanceof Type.Flag) {
            return flag(node, span, path);
        } else if (type instanceof Type.Whole whole) {
            return whole(node, span, whole, path);
        } else if (type instanceof Type.Size size) {
            return size(node, span, size, path);
        } else if (type instanceof Type.Time time) {
            return time(node, span, time, path);
        }
        return choice(node, span, (Type.Choice) type, path);
    }

    /** Texts that other YAML readers would take for a number or a truth must stand in quotes. */
    private boolean needsQuotes(SourceNode.Scalar node, Span span, String path) {
        CoreScalar kind = CoreScalar.of(node.text());
        if (node.style() != SourceNode.Style.PLAIN || kind == CoreScalar.TEXT) {
            return false;
        }
        String quoted = "\"" + node.text() + "\"";
        reading.add(ProfileProblem.error(Code.WRONG_TYPE, path + ": put " + quoted
                + " in quotes, because YAML takes it for " + kind.called, path, span)
                .suggesting(quoted, new ProfileEdit.Set(path, node.text())));
        return true;
    }

    private Object text(SourceNode.Scalar node, Span span, Type.Text type, String path) {
        if (needsQuotes(node, span, path)) {
            return null;
        }
        String text = node.text();
        if (text.isBlank()) {
            return reading.wrong(Code.WRONG_VALUE, span, path, "is empty: expected a text");
        }
        if (text.length() > type.longest()) {
            return reading.wrong(Code.WRONG_VALUE, span, path, "is longer than " + type.longest() + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Texts.isForbidden(text, i, type.manyLines())) {
                return reading.wrong(Code.FORBIDDEN_CHARACTER, span, path, c == '\n' || c == '\r'
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
        return reading.wrong(Code.WRONG_VALUE, span, path, Texts.quote(node.text()) + " is neither yes nor no");
    }

    private Object whole(SourceNode.Scalar node, Span span, Type.Whole type, String path) {
        String text = node.text();
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || node.style() != SourceNode.Style.PLAIN) {
            return reading.wrong(Code.WRONG_TYPE, span, path, Texts.quote(text) + " is not a whole number"
                    + (number ? ": remove the quotes" : ""));
        }
        long value = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        value = text.startsWith("-") ? -value : value;
        if (value < type.least() || value > type.most()) {
            return outOfRange(text, span, type, path);
        }
        return (int) value;
    }

    private Object outOfRange(String text, Span span, Type type, String path) {
        return reading.wrong(Code.WRONG_VALUE, span, path,
                text + " is out of range: expected " + TypeNames.expected(type));
    }

    private Object size(SourceNode.Scalar node, Span span, Type.Size type, String path) {
        OptionalLong bytes = Quantities.size(node.text());
        if (bytes.isEmpty()) {
            String right = Texts.likelySize(node.text());
            ProfileProblem problem = ProfileProblem.error(Code.WRONG_VALUE, path + ": " + Texts.quote(node.text())
                    + " is not a size" + (right.isEmpty()
                            ? ": expected a number and B, KiB, MiB, GiB or TiB, such as 16 GiB"
                            : ": did you mean \"" + right + "\"?"), path, span);
            reading.add(right.isEmpty() ? problem : problem.suggesting(right, new ProfileEdit.Set(path, right)));
            return null;
        }
        if (bytes.getAsLong() < type.least() || bytes.getAsLong() > type.most()) {
            return outOfRange(node.text(), span, type, path);
        }
        return bytes.getAsLong();
    }

    private Object time(SourceNode.Scalar node, Span span, Type.Time type, String path) {
        Optional<Duration> time = Quantities.time(node.text());
        if (time.isEmpty()) {
            return reading.wrong(Code.WRONG_VALUE, span, path, Texts.quote(node.text())
                    + " is not a time: expected a number and ms, s, min or h, such as 30 s");
        }
        if (time.get().compareTo(type.most()) > 0) {
            return outOfRange(node.text(), span, type, path);
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
        ProfileProblem problem = ProfileProblem.error(Code.WRONG_VALUE, path + ": " + Texts.quote(node.text())
                + " is not one of " + String.join(", ", words)
                + near.map(w -> "; did you mean \"" + w + "\"?").orElse(""), path, span);
        reading.add(near.map(w -> problem.suggesting(w, new ProfileEdit.Set(path, w))).orElse(problem));
        return null;
    }

    private Object form(SourceNode.Scalar node, Span span, Type.Form type, String path) {
        if (!type.mayStandPlain(node.text()) && needsQuotes(node, span, path)) {
            return null;
        }
        Optional<?> value = type.parser().apply(node.text());
        return value.isPresent() ? value.get()
                : reading.wrong(Code.WRONG_VALUE, span, path, Texts.quote(node.text()) + " is not " + type.expected());
    }
}
