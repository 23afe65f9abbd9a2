package org.underpass.profile.source;

import java.util.Optional;

/**
 * How far a path leads into a tree.
 *
 * @param found the value, an alias as it stands; absent when the path leads nowhere
 * @param key the key that the value belongs to; absent for list items and the root
 * @param nearest the place of the value, or of the key of the last value on the way
 * @param steps how many steps of the path were found
 * @param last the last node on the way, aliases followed; absent for a text without tree
 * @param throughAlias whether an alias was followed before the last step
 */
record Walk(Optional<SourceNode> found, Optional<SourceNode.Scalar> key, Span nearest, int steps,
        Optional<SourceNode> last, boolean throughAlias) {

    static Walk along(ProfileSource source, ProfilePath path) {
        if (source.root().isEmpty()) {
            return new Walk(Optional.empty(), Optional.empty(), Span.START, 0, Optional.empty(), false);
        }
        SourceNode raw = source.root().get();
        SourceNode.Scalar key = null;
        Span nearest = firstLine(source, raw);
        boolean alias = false;
        int steps = 0;
        for (Object step : path.steps()) {
            alias |= raw instanceof SourceNode.Alias;
            SourceNode node = raw.resolved();
            SourceNode next = null;
            SourceNode.Scalar nextKey = null;
            if (step instanceof String name && node instanceof SourceNode.Mapping mapping) {
                SourceNode.Entry entry = mapping.entry(name).orElse(null);
                next = entry == null ? null : entry.value();
                nextKey = entry == null ? null : entry.key();
            } else if (step instanceof Integer index && node instanceof SourceNode.Sequence sequence
                    && index < sequence.items().size()) {
                next = sequence.items().get(index);
            }
            if (next == null) {
                return new Walk(Optional.empty(), Optional.empty(), nearest, steps, Optional.of(node), alias);
            }
            raw = next;
            key = nextKey;
            nearest = key != null ? key.span() : firstLine(source, next);
            steps++;
        }
        boolean scalar = raw.resolved() instanceof SourceNode.Scalar && raw.span().length() > 0;
        return new Walk(Optional.of(raw), Optional.ofNullable(key), scalar ? raw.span() : nearest, steps,
                Optional.of(raw.resolved()), alias);
    }

    /** A marker over the whole file helps nobody: of a collection only the first line. */
    private static Span firstLine(ProfileSource source, SourceNode node) {
        Span span = node.span();
        int end = span.offset();
        while (end < span.end() && source.text().charAt(end) != '\n' && source.text().charAt(end) != '\r') {
            end++;
        }
        return new Span(span.offset(), end - span.offset(), span.line(), span.column());
    }

    static String pathAt(SourceNode node, String path, int offset) {
        switch (node) {
            case SourceNode.Mapping mapping -> {
                for (SourceNode.Entry entry : mapping.entries()) {
                    if (offset >= entry.key().span().offset() && offset <= Math.max(entry.key().span().end(),
                            entry.value().span().end())) {
                        return pathAt(entry.value(), ProfilePath.child(path, entry.key().text()), offset);
                    }
                }
            }
            case SourceNode.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    if (sequence.items().get(i).span().covers(offset)) {
                        return pathAt(sequence.items().get(i), ProfilePath.child(path, i), offset);
                    }
                }
            }
            default -> {
            }
        }
        return path;
    }
}
