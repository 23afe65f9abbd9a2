package org.underpass.hypervisor.libvirt;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes XML 1.0, indented by two spaces. Text and attributes are escaped so that a parser gives back what was put in,
 * line breaks in attributes included. Not thread-safe.
 */
final class Xml {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();
    private boolean tagOpen;

    /** Begins an element. */
    Xml begin(String name) {
        closeTag();
        indent();
        out.append('<').append(name);
        open.push(name);
        tagOpen = true;
        return this;
    }

    /** Adds an attribute to the element that was begun last. */
    Xml with(String name, Object value) {
        if (!tagOpen) {
            throw new IllegalStateException("no tag is open for " + name);
        }
        out.append(' ').append(name).append("='");
        escape(value.toString(), true);
        out.append('\'');
        return this;
    }

    /** Ends the element that was begun last and has not ended. */
    Xml end() {
        String name = open.pop();
        if (tagOpen) {
            out.append("/>\n");
            tagOpen = false;
        } else {
            indent();
            out.append("</").append(name).append(">\n");
        }
        return this;
    }

    /** An element that holds only text, after its attributes. */
    Xml end(String text) {
        if (!tagOpen) {
            throw new IllegalStateException("text after elements");
        }
        out.append('>');
        escape(text, false);
        out.append("</").append(open.pop()).append(">\n");
        tagOpen = false;
        return this;
    }

    /** An element that holds only text. */
    Xml text(String name, Object text) {
        return begin(name).end(text.toString());
    }

    /** An empty element without attributes. */
    Xml empty(String name) {
        return begin(name).end();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.peek() + " is not ended");
        }
        return out.toString();
    }

    private void closeTag() {
        if (tagOpen) {
            out.append(">\n");
            tagOpen = false;
        }
    }

    private void indent() {
        out.repeat("  ", open.size());
    }

    private void escape(String text, boolean attribute) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\'' -> out.append(attribute ? "&apos;" : "'");
                case '\r' -> out.append("&#13;");
                case '\n', '\t' -> {
                    if (attribute) {
                        out.append("&#").append(c).append(';');
                    } else {
                        out.appendCodePoint(c);
                    }
                }
                default -> {
                    if (c < 0x20 || c == 0xfffe || c == 0xffff || c >= 0xd800 && c < 0xe000) {
                        throw new IllegalArgumentException("XML cannot hold character " + Integer.toHexString(c));
                    }
                    out.appendCodePoint(c);
                }
            }
        });
    }
}
