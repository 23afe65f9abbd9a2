package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.language.Type;

/**
 * A place in the text of a profile, found by lines and indentation alone, so that it works in the middle of typing, when
 * the text is no YAML.
 *
 * @param keys   the names of the enclosing keys, outermost first; list items have no name
 * @param key    the key of the line itself, when the place is behind its colon
 * @param prefix what stands between the start of the word and the place
 * @param start  offset of that word
 */
record Place(List<String> keys, Optional<String> key, String prefix, int start) {
    static Place at(String text, int offset) {
        int lineStart = text.lastIndexOf('\n', offset - 1) + 1;
        String before = text.substring(lineStart, offset);
        Line line = Line.of(before);
        Optional<String> key = line.key;
        String rest = key.isPresent() ? before.substring(before.indexOf(':', line.content) + 1)
                : before.substring(Math.min(line.content, before.length()));
        String prefix = rest.stripLeading();
        return new Place(enclosing(text, lineStart, key.isPresent() || !before.isBlank() ? line.content
                : before.length()), key, prefix, offset - prefix.length());
    }

    private static List<String> enclosing(String text, int lineStart, int column) {
        List<String> keys = new ArrayList<>();
        int limit = column;
        int end = lineStart;
        while (end > 0 && limit > 0) {
            int start = text.lastIndexOf('\n', end - 2) + 1;
            String one = text.substring(start, Math.max(start, end - 1));
            end = start;
            Line line = Line.of(one);
            if (line.key.isPresent() && line.content < limit
                    && one.substring(one.indexOf(':', line.content) + 1).replaceAll("#.*", "").isBlank()) {
                keys.addFirst(line.key.get());
                limit = line.indent < line.content ? line.indent : line.content;
            }
        }
        return keys;
    }

    /** Keys that the language has at this place; empty where none fit. */
    Optional<Type.Keys> language(boolean device) {
        Type type = device ? ProfileLanguage.device() : ProfileLanguage.vm();
        for (String step : keys) {
            if (!(unwrap(type) instanceof Type.Keys known)) {
                return Optional.empty();
            }
            Optional<Type.Key> next = known.key(step);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            type = next.get().type();
        }
        return unwrap(type) instanceof Type.Keys known ? Optional.of(known) : Optional.empty();
    }

    /** The type of the value at this place. */
    Optional<Type.Key> valueKey(boolean device) {
        return key.flatMap(k -> language(device).flatMap(l -> l.key(k)));
    }

    private static Type unwrap(Type type) {
        return switch (type) {
            case Type.Items items -> unwrap(items.item());
            case Type.Either either -> either.single();
            default -> type;
        };
    }

    /**
     * One line.
     *
     * @param indent  column of its first character that is no space
     * @param content column of its first character behind list dashes
     */
    private record Line(int indent, int content, Optional<String> key) {
        static Line of(String text) {
            int indent = 0;
            while (indent < text.length() && text.charAt(indent) == ' ') {
                indent++;
            }
            int content = indent;
            while (content + 1 < text.length() && text.charAt(content) == '-' && text.charAt(content + 1) == ' ') {
                content += 2;
            }
            int end = content;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_'
                    || text.charAt(end) == '-')) {
                end++;
            }
            boolean isKey = end > content && end < text.length() && text.charAt(end) == ':';
            return new Line(indent, content, isKey ? Optional.of(text.substring(content, end)) : Optional.empty());
        }
    }
}
