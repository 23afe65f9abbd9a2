package org.underpass.profile.source;

import java.util.List;
import java.util.Optional;

/** The tree of a YAML text, each node with its place. The text of comments stays in the text alone. */
public sealed interface SourceNode {
    /** Where it stands; for a block collection from its first to the last character of its content. */
    Span span();

    /** This node, or what it is an alias of. */
    default SourceNode resolved() {
        return this;
    }

    /** How a scalar is written. */
    enum Style {
        /** Without quotes. */
        PLAIN,
        /** In single or double quotes. */
        QUOTED,
        /** As a block after {@code |} or {@code >}. */
        BLOCK
    }

    /**
     * A single value.
     *
     * @param span where it stands, quotes included
     * @param text its text, escapes resolved
     * @param style how it is written
     */
    record Scalar(Span span, String text, Style style) implements SourceNode {
        /** Whether it stands for no value: nothing, {@code ~} or {@code null} without quotes. */
        public boolean isNull() {
            return style == Style.PLAIN && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /**
     * A key and its value.
     *
     * @param key the key
     * @param value the value
     */
    record Entry(Scalar key, SourceNode value) {
    }

    /**
     * Keys and values.
     *
     * @param span where it stands
     * @param entries in the order of the text; a key that stands there twice is here twice
     * @param flow whether it is written in braces
     */
    record Mapping(Span span, List<Entry> entries, boolean flow) implements SourceNode {
        /** The first entry with this key. */
        public Optional<Entry> entry(String key) {
            for (Entry entry : entries) {
                if (entry.key.text.equals(key)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * A list.
     *
     * @param span where it stands
     * @param items in order
     * @param flow whether it is written in brackets
     */
    record Sequence(Span span, List<SourceNode> items, boolean flow) implements SourceNode {
    }

    /**
     * A reference to an earlier node.
     *
     * @param span where the reference stands
     * @param anchor the name
     * @param target the node; never an alias itself
     */
    record Alias(Span span, String anchor, SourceNode target) implements SourceNode {
        @Override
        public SourceNode resolved() {
            return target;
        }
    }
}
