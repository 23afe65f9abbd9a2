package org.underpass.profile.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a change into the smallest replacement of text. What it makes is read back and compared with what was wanted;
 * where they differ, as with anchors that others use, the change is refused and the text stays.
 */
final class SourceEditor {
    private final ProfileSource source;
    private final Lines lines;
    private final String text;
    private final String separator;

    SourceEditor(ProfileSource source, Lines lines) {
        this.source = source;
        this.lines = lines;
        text = source.text();
        separator = lines.separator();
    }

    TextEdit edit(ProfileEdit edit) {
        if (!source.isSound()) {
            throw new EditRefusedException("the text is broken: mend it first");
        }
        ProfilePath path = ProfilePath.parse(edit.path());
        TextEdit change = switch (edit) {
            case ProfileEdit.Set set -> set(path, set.value());
            case ProfileEdit.Remove remove -> remove(path);
            case ProfileEdit.Add add -> add(path, add.value());
            case ProfileEdit.Rename rename -> rename(path, rename.key());
        };
        ProfileSource after = ProfileSource.parse(change.applyTo(text), source.fileName());
        Object wanted = PlainTree.after(PlainTree.of(source.root().orElse(null)), edit, path);
        if (!after.isSound() || !PlainTree.of(after.root().orElse(null)).equals(wanted)) {
            throw new EditRefusedException("cannot " + edit.describe()
                    + " without changing something else: change it in the source");
        }
        return change;
    }

    private TextEdit set(ProfilePath path, Object value) {
        Walk walk = walk(path);
        if (walk.found().isPresent() && !path.steps().isEmpty()) {
            return replace(path, walk, value);
        }
        Object wrapped = value;
        for (int i = path.steps().size() - 1; i > walk.steps(); i--) {
            wrapped = path.steps().get(i) instanceof String key ? Map.of(key, wrapped) : List.of(wrapped);
        }
        if (path.steps().isEmpty()) {
            return new TextEdit(0, text.length(), YamlText.block(value, 0, separator) + separator);
        }
        Object step = path.steps().get(walk.steps());
        ProfilePath parent = new ProfilePath(path.steps().subList(0, walk.steps()));
        return step instanceof String key ? insertKey(parent, walk, key, wrapped) : append(parent, walk, wrapped);
    }

    private TextEdit add(ProfilePath path, Object value) {
        Walk walk = walk(path);
        if (walk.found().isEmpty()) {
            return set(path, List.of(value));
        }
        return append(path, walk, value);
    }

    private Walk walk(ProfilePath path) {
        Walk walk = Walk.along(source, path);
        if (walk.throughAlias() || walk.found().isEmpty() && walk.steps() > 0 && Walk.along(source,
                new ProfilePath(path.steps().subList(0, walk.steps()))).found().get() instanceof SourceNode.Alias) {
            throw new EditRefusedException(path + " is shared through an alias: change it in the source");
        }
        return walk;
    }

    private TextEdit rename(ProfilePath path, String key) {
        Walk walk = Walk.along(source, path);
        SourceNode.Scalar old = walk.key().orElseThrow(() -> new EditRefusedException(path + " is not there"));
        return new TextEdit(old.span().offset(), old.span().length(), YamlText.scalar(key, true));
    }

    // ---- replacing

    private TextEdit replace(ProfilePath path, Walk walk, Object value) {
        SourceNode old = walk.found().get();
        Span span = old.span();
        boolean flow = isInFlow(path);
        if (walk.key().isEmpty()) {
            String item = flow ? YamlText.flowInside(value) : YamlText.isInline(value) ? YamlText.flow(value)
                    : YamlText.block(value, span.column() - 1, separator);
            return new TextEdit(span.offset(), span.length(), span.length() == 0 ? " " + item : item);
        }
        boolean oldInline = !isBlock(old);
        if (oldInline && (flow || YamlText.isInline(value))) {
            boolean glued = span.length() == 0 && text.charAt(span.offset() - 1) == ':';
            return new TextEdit(span.offset(), span.length(), (glued ? " " : "")
                    + (flow ? YamlText.flowInside(value) : YamlText.flow(value)));
        }
        return replaceAfterColon(walk.key().get(), span, value);
    }

    /** From or to a value of several lines: what stands behind the colon on the line of the key, a comment, stays. */
    private TextEdit replaceAfterColon(SourceNode.Scalar key, Span old, Object value) {
        int colon = text.indexOf(':', key.span().end()) + 1;
        int lineEnd = lines.lineEnd(colon);
        boolean sameLine = old.offset() <= lineEnd;
        String rest = sameLine ? text.substring(Math.min(old.end(), lineEnd), lineEnd) : text.substring(colon, lineEnd);
        int end = lines.lineEnd(Math.max(old.end(), lineEnd));
        if (sameLine && old.end() > lineEnd) {
            rest = "";
        }
        String tail = rest.isBlank() ? "" : " " + rest.strip();
        if (YamlText.isInline(value)) {
            return new TextEdit(colon, end - colon, " " + YamlText.flow(value) + tail);
        }
        int indent = key.span().column() - 1 + 2;
        return new TextEdit(colon, end - colon,
                tail + separator + " ".repeat(indent) + YamlText.block(value, indent, separator));
    }

    private static boolean isBlock(SourceNode node) {
        return switch (node) {
            case SourceNode.Mapping mapping -> !mapping.flow();
            case SourceNode.Sequence sequence -> !sequence.flow();
            default -> false;
        };
    }

    /** Whether a value stands within braces or brackets. */
    private boolean isInFlow(ProfilePath path) {
        for (int i = 0; i < path.steps().size(); i++) {
            SourceNode node = Walk.along(source, new ProfilePath(path.steps().subList(0, i))).last().orElse(null);
            if (node instanceof SourceNode.Mapping m && m.flow() || node instanceof SourceNode.Sequence s && s.flow()) {
                return true;
            }
        }
        return false;
    }

    // ---- inserting

    private TextEdit insertKey(ProfilePath parent, Walk walk, String key, Object value) {
        SourceNode node = walk.last().orElse(null);
        if (node == null) {
            return atEnd(YamlText.entry(key, value, 0, separator));
        }
        if (node instanceof SourceNode.Mapping mapping && !mapping.flow()) {
            int indent = mapping.entries().getFirst().key().span().column() - 1;
            return afterLine(mapping.span().end(), indent, YamlText.entry(key, value, indent, separator));
        }
        if (node instanceof SourceNode.Mapping mapping) {
            if (mapping.entries().isEmpty() && !isInFlow(parent) && !parent.steps().isEmpty()) {
                return replace(parent, Walk.along(source, parent), Map.of(key, value));
            }
            String entry = YamlText.scalar(key, true) + ": " + YamlText.flowInside(value);
            return mapping.entries().isEmpty() ? inEmpty(mapping.span(), "{", entry, "}")
                    : behind(mapping.entries().getLast().value().span().end(), mapping.span().end(), entry);
        }
        return fill(parent, node, Map.of(key, value));
    }

    private TextEdit append(ProfilePath path, Walk walk, Object value) {
        SourceNode node = walk.last().orElse(null);
        if (node instanceof SourceNode.Sequence sequence && !sequence.flow()) {
            int indent = sequence.span().column() - 1;
            String item = YamlText.isInline(value) ? YamlText.flow(value) : YamlText.block(value, indent + 2,
                    separator);
            return afterLine(sequence.span().end(), indent, "- " + item);
        }
        if (node instanceof SourceNode.Sequence sequence) {
            if (sequence.items().isEmpty() && !isInFlow(path)) {
                return replace(path, Walk.along(source, path), List.of(value));
            }
            return sequence.items().isEmpty() ? inEmpty(sequence.span(), "[", YamlText.flowInside(value), "]")
                    : behind(sequence.items().getLast().span().end(), sequence.span().end(),
                            YamlText.flowInside(value));
        }
        return fill(path, node, List.of(value));
    }

    /** Gives a key that has nothing behind its colon a value; a word or list there would be lost, so it is refused. */
    private TextEdit fill(ProfilePath path, SourceNode node, Object value) {
        if (node instanceof SourceNode.Scalar scalar && scalar.isNull()) {
            return path.steps().isEmpty() ? atEnd(YamlText.block(value, 0, separator))
                    : replace(path, Walk.along(source, path), value);
        }
        throw new EditRefusedException((path.steps().isEmpty() ? "the profile" : path.toString())
                + " holds something else: change it in the source");
    }

    private TextEdit inEmpty(Span span, String open, String content, String close) {
        return new TextEdit(span.offset(), span.length(), open + content + close);
    }

    private TextEdit behind(int lastEnd, int end, String content) {
        int comma = -1;
        for (int i = lastEnd; i < end - 1; i++) {
            if (text.charAt(i) == '#') {
                i = lines.lineEnd(i) - 1;
            } else if (text.charAt(i) == ',') {
                comma = i;
            }
        }
        return comma >= 0 ? new TextEdit(comma + 1, 0, " " + content) : new TextEdit(lastEnd, 0, ", " + content);
    }

    private TextEdit afterLine(int contentEnd, int indent, String content) {
        return new TextEdit(lines.lineEnd(contentEnd), 0, separator + " ".repeat(indent) + content);
    }

    private TextEdit atEnd(String content) {
        boolean fresh = text.isEmpty() || text.endsWith("\n") || text.endsWith("\r");
        return new TextEdit(text.length(), 0, (fresh ? "" : separator) + content + separator);
    }

    // ---- removing

    private TextEdit remove(ProfilePath path) {
        Walk walk = walk(path);
        if (walk.found().isEmpty()) {
            return new TextEdit(0, 0, "");
        }
        if (path.steps().isEmpty()) {
            return new TextEdit(0, text.length(), "");
        }
        SourceNode parent = Walk.along(source, path.parent()).last().orElseThrow();
        List<Span> members = members(parent);
        int index = path.steps().getLast() instanceof Integer number ? number
                : indexOf((SourceNode.Mapping) parent, (String) path.steps().getLast());
        boolean mapping = parent instanceof SourceNode.Mapping;
        if (members.size() == 1) {
            if (path.steps().size() == 1) {
                return removeLines(members.getFirst());
            }
            return replace(path.parent(), Walk.along(source, path.parent()), mapping ? Map.of() : List.of());
        }
        return isBlock(parent) ? removeBlock(members, index, parent) : removeFlow(members, index);
    }

    private static int indexOf(SourceNode.Mapping mapping, String key) {
        for (int i = 0; i < mapping.entries().size(); i++) {
            if (mapping.entries().get(i).key().text().equals(key)) {
                return i;
            }
        }
        throw new IllegalStateException(key);
    }

    /** From the start of key or dash to the end of the content, for each member. */
    private List<Span> members(SourceNode parent) {
        List<Span> spans = new ArrayList<>();
        if (parent instanceof SourceNode.Mapping mapping) {
            for (SourceNode.Entry entry : mapping.entries()) {
                int from = entry.key().span().offset();
                int to = Math.max(entry.value().span().end(), text.indexOf(':', entry.key().span().end()) + 1);
                spans.add(lines.span(from, to - from));
            }
        } else if (parent instanceof SourceNode.Sequence sequence) {
            int from = sequence.span().offset();
            for (SourceNode item : sequence.items()) {
                from = sequence.flow() ? item.span().offset() : dash(from, sequence.span().column());
                spans.add(lines.span(from, Math.max(item.span().end(), from + 1) - from));
                from = spans.getLast().end();
            }
        }
        return spans;
    }

    /** The next dash at a column. */
    private int dash(int from, int column) {
        for (int at = from; at < text.length(); at = lines.nextLine(at)) {
            int place = lines.lineStart(lines.line(at)) + column - 1;
            if (place >= at && place < lines.lineEnd(at) && text.charAt(place) == '-') {
                return place;
            }
        }
        throw new EditRefusedException("the list item is not found: change it in the source");
    }

    private TextEdit removeBlock(List<Span> members, int index, SourceNode parent) {
        Span member = members.get(index);
        int lineStart = lines.lineStart(member.line());
        if (text.substring(lineStart, member.offset()).isBlank()) {
            return removeLines(member);
        }
        // The first member shares its line with the dash of a list item.
        int next = members.get(index + 1).offset();
        String between = text.substring(lines.lineEnd(member.end()), next);
        if (between.isBlank()) {
            return new TextEdit(member.offset(), next - member.offset(), "");
        }
        return new TextEdit(member.offset(), lines.lineEnd(member.end()) - member.offset(), "");
    }

    private TextEdit removeLines(Span member) {
        int from = lines.lineStart(member.line());
        int to = lines.nextLine(Math.max(member.offset(), member.end()));
        return new TextEdit(from, to - from, "");
    }

    private TextEdit removeFlow(List<Span> members, int index) {
        if (index + 1 < members.size()) {
            int from = members.get(index).offset();
            return new TextEdit(from, members.get(index + 1).offset() - from, "");
        }
        int from = members.get(index - 1).end();
        return new TextEdit(from, members.get(index).end() - from, "");
    }
}
