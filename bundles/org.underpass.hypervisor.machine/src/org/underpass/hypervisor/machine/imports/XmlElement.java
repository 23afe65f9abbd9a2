package org.underpass.hypervisor.machine.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * An element of a document, which remembers what was asked of it: what nobody asked for was not carried over. Not
 * thread-safe.
 */
public final class XmlElement {
    private final String name;
    private final int line;
    private final Map<String, String> attributes;
    private final List<XmlElement> children = new ArrayList<>();
    private final Set<String> read = new HashSet<>();
    private final StringBuilder text = new StringBuilder();
    private boolean seen;
    private boolean ignored;

    XmlElement(String name, int line, Map<String, String> attributes) {
        this.name = name;
        this.line = line;
        this.attributes = new LinkedHashMap<>(attributes);
    }

    /** An element that stands for one that is not there. */
    public static XmlElement empty(String name) {
        return new XmlElement(name, 0, Map.of());
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void add(String characters) {
        text.append(characters);
    }

    public String name() {
        return name;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** Its own text without white space around it. */
    public String text() {
        seen = true;
        return text.toString().strip();
    }

    /** An attribute, if it is there. */
    public Optional<String> attribute(String key) {
        seen = true;
        read.add(key);
        return Optional.ofNullable(attributes.get(key));
    }

    /** An attribute, or "". */
    public String value(String key) {
        return attribute(key).orElse("");
    }

    /** The children of one name. */
    public List<XmlElement> all(String child) {
        seen = true;
        List<XmlElement> found = children.stream().filter(c -> c.name.equals(child)).toList();
        found.forEach(c -> c.seen = true);
        return found;
    }

    /** All children; asking does not count as having been read. */
    public List<XmlElement> children() {
        return List.copyOf(children);
    }

    /** The first child of one name; further ones stay unread. */
    public Optional<XmlElement> child(String wanted) {
        seen = true;
        Optional<XmlElement> first = children.stream().filter(c -> c.name.equals(wanted)).findFirst();
        first.ifPresent(c -> c.seen = true);
        return first;
    }

    /** What stands at a path of names. */
    public Optional<XmlElement> at(String... path) {
        Optional<XmlElement> found = Optional.of(this);
        for (String step : path) {
            found = found.flatMap(e -> e.child(step));
        }
        return found;
    }

    /** Nothing in it matters. */
    public XmlElement ignore() {
        ignored = true;
        return this;
    }

    /** These attributes and children, where they are there, make no difference. */
    public XmlElement ignore(String... names) {
        seen = true;
        for (String one : names) {
            read.add(one);
            children.stream().filter(c -> c.name.equals(one)).forEach(XmlElement::ignore);
        }
        return this;
    }

    /** Tells what nobody asked for: each unread element once, and unread attributes of those that were read. */
    public void unread(BiConsumer<Integer, String> tell) {
        if (ignored) {
            return;
        }
        if (!seen) {
            tell.accept(line, tag());
            return;
        }
        attributes.forEach((key, value) -> {
            if (!read.contains(key) && !key.startsWith("xmlns")) {
                tell.accept(line, "<" + name + " " + key + "=\"" + value + "\">");
            }
        });
        children.forEach(c -> c.unread(tell));
    }

    /** Its start as it may have been written. */
    public String tag() {
        StringBuilder tag = new StringBuilder("<").append(name);
        attributes.forEach((key, value) -> tag.append(' ').append(key).append("=\"").append(value).append('"'));
        return tag.append('>').append(children.isEmpty() ? text.toString().strip() : "").toString();
    }
}
