package org.underpass.hypervisor.machine.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.underpass.profile.source.YamlText;

/**
 * A mapping of a profile that is being written. Values are texts, numbers, truth values, lists of those, further nodes
 * and lists of nodes. Not thread-safe.
 */
public final class DraftNode {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> remarks = new LinkedHashMap<>();

    /** Sets a key; a key that was set before is set anew in its place. */
    public DraftNode put(String key, Object value) {
        values.put(key, value);
        return this;
    }

    /** The mapping under a key, made when it is first asked for. */
    public DraftNode section(String key) {
        return (DraftNode) values.computeIfAbsent(key, k -> new DraftNode());
    }

    /** A new item of the list under a key. */
    public DraftNode item(String key) {
        DraftNode item = new DraftNode();
        items(key).add(item);
        return item;
    }

    /** The items of the list under a key. */
    @SuppressWarnings("unchecked")
    public List<DraftNode> items(String key) {
        return (List<DraftNode>) values.computeIfAbsent(key, k -> new ArrayList<DraftNode>());
    }

    /** A line of comment above a key; above the first key it stands for the whole mapping. */
    public DraftNode remark(String key, String words) {
        remarks.put(key, words);
        return this;
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    Object get(String key) {
        return values.get(key);
    }

    /** Takes a key away; false when it is not there. */
    boolean remove(String key) {
        return values.remove(key) != null;
    }

    boolean isEmpty() {
        return values.values().stream().allMatch(DraftNode::isEmpty);
    }

    private static boolean isEmpty(Object value) {
        return value instanceof DraftNode node && node.isEmpty()
                || value instanceof List<?> list && list.stream().allMatch(DraftNode::isEmpty);
    }

    /** Appends the lines of this mapping, each with this indentation. */
    void write(StringBuilder text, String indent) {
        values.forEach((key, value) -> {
            if (isEmpty(value)) {
                return;
            }
            if (remarks.containsKey(key)) {
                text.append(indent).append(comment(remarks.get(key))).append('\n');
            }
            text.append(indent).append(YamlText.flow(key)).append(':');
            switch (value) {
                case DraftNode node -> node.write(text.append('\n'), indent + "  ");
                case List<?> list when list.get(0) instanceof DraftNode -> {
                    text.append('\n');
                    list.forEach(item -> item(text, indent + "  ", (DraftNode) item));
                }
                default -> text.append(' ').append(YamlText.flow(value)).append('\n');
            }
            if (indent.isEmpty() && (value instanceof DraftNode || value instanceof List<?>)) {
                text.append('\n');
            }
        });
    }

    private static void item(StringBuilder text, String indent, DraftNode item) {
        StringBuilder own = new StringBuilder();
        item.write(own, indent + "  ");
        String first = indent + "  ";
        int at = 0;
        while (own.indexOf(first + "#", at) == at && at < own.length()) {
            at = own.indexOf("\n", at) + 1;
        }
        text.append(own, 0, at);
        if (at < own.length()) {
            text.append(indent).append("- ").append(own, at + first.length(), own.length());
        }
    }

    /** A comment stays one line whatever it says. */
    static String comment(String words) {
        StringBuilder clean = new StringBuilder("# ");
        words.strip().codePoints().limit(240).forEach(c -> clean.appendCodePoint(c < ' ' || c >= 0x7f && c < 0xa0
                || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff || c >= 0xd800 && c < 0xe000
                ? ' ' : c));
        return clean.toString().stripTrailing();
    }
}
