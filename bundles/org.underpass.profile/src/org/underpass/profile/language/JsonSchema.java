package org.underpass.profile.language;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Publishes a language as JSON Schema, draft 7, the draft that editors of YAML support best. What a schema cannot
 * express (the range of a size, a count that contradicts a topology) is left to {@link Reading}; it never forbids what
 * a reading accepts.
 */
public final class JsonSchema {
    private static final String CONTROL = "\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufffe\\uffff";

    private JsonSchema() {
    }

    /**
     * The schema as JSON text, two spaces deep, with a line break at its end. The same type gives the same text.
     *
     * @param id value of {@code $id}
     * @param title title of the whole
     * @param type the root of the language
     */
    public static String write(String id, String title, Type.Keys type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("$id", id);
        schema.put("title", title);
        schema.putAll(of(type));
        StringBuilder text = new StringBuilder();
        json(text, schema, 0);
        return text.append('\n').toString();
    }

    private static Map<String, Object> of(Type type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (type) {
            case Type.Text text -> {
                schema.put("type", "string");
                schema.put("maxLength", text.longest());
                schema.put("pattern", text.manyLines() ? "\\S" : "^[^" + CONTROL + "]*[^ " + CONTROL + "][^" + CONTROL
                        + "]*$");
            }
            case Type.Flag flag -> schema.put("enum", List.of(true, false, "yes", "no", "on", "off"));
            case Type.Whole whole -> {
                schema.put("type", "integer");
                schema.put("minimum", whole.least());
                schema.put("maximum", whole.most());
            }
            case Type.Size size -> string(schema, Type.Size.PATTERN);
            case Type.Time time -> string(schema, Type.Time.PATTERN);
            case Type.Choice choice -> schema.put("enum", words(choice));
            case Type.Form form when form.most() >= form.least() -> schema.put("anyOf",
                    List.of(string(new LinkedHashMap<>(), form.pattern()), of(new Type.Whole(form.least(),
                            form.most()))));
            case Type.Form form -> string(schema, form.pattern());
            case Type.Items items -> {
                schema.put("type", items.least() == 0 ? List.of("array", "null") : "array");
                schema.put("items", of(items.item()));
                if (items.least() > 0) {
                    schema.put("minItems", items.least());
                }
            }
            case Type.Table table -> {
                schema.put("type", List.of("object", "null"));
                schema.put("patternProperties", Map.of(table.key().pattern(), of(table.value())));
                schema.put("additionalProperties", false);
            }
            case Type.Either either -> schema.put("anyOf", List.of(of(either.single()), of(either.list())));
            case Type.Keys keys -> keys(schema, keys);
        }
        return schema;
    }

    private static Map<String, Object> string(Map<String, Object> schema, String pattern) {
        schema.put("type", "string");
        schema.put("pattern", pattern);
        return schema;
    }

    /** YAML takes 2.0 without quotes for a number; the reader knows what is meant, so the schema must. */
    private static List<Object> words(Type.Choice choice) {
        List<Object> words = new ArrayList<>();
        choice.words().forEach(word -> words.add(word.word()));
        for (Word word : choice.words()) {
            if (CoreScalar.of(word.word()) == CoreScalar.NUMBER) {
                words.add(new BigDecimal(word.word()));
            }
        }
        return words;
    }

    private static void keys(Map<String, Object> schema, Type.Keys keys) {
        List<String> required = keys.keys().stream().filter(Type.Key::required).map(Type.Key::name).toList();
        boolean mayBeEmpty = required.isEmpty()
                && keys.constraints().stream().noneMatch(Type.Constraint.AnyOf.class::isInstance);
        schema.put("type", mayBeEmpty ? List.of("object", "null") : "object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Type.Key key : keys.keys()) {
            Map<String, Object> property = new LinkedHashMap<>();
            property.put("description", description(key));
            property.putAll(of(key.type()));
            properties.put(key.name(), property);
        }
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        List<Object> all = keys.constraints().stream().<Object>map(JsonSchema::constraint).toList();
        if (!all.isEmpty()) {
            schema.put("allOf", all);
        }
    }

    /** What an editor shows beside a key: its meaning, each of its words, and whether it has an effect yet. */
    public static String description(Type.Key key) {
        StringBuilder text = new StringBuilder(key.meaning());
        if (key.type() instanceof Type.Choice choice && choice.words().size() > 1) {
            for (Word word : choice.words()) {
                text.append("\n- ").append(word.word()).append(": ").append(word.meaning());
            }
        }
        key.later().ifPresent(feature -> text.append("\nNot acted upon yet: ").append(feature)
                .append(" comes with a later version."));
        return text.toString();
    }

    private static Map<String, Object> constraint(Type.Constraint constraint) {
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (constraint) {
            case Type.Constraint.AnyOf any -> schema.put("anyOf",
                    any.keys().stream().map(key -> Map.of("required", List.of(key))).toList());
            case Type.Constraint.NotBoth both -> schema.put("not",
                    Map.of("required", List.of(both.first(), both.second())));
            case Type.Constraint.Needs needs -> schema.put("dependencies",
                    Map.of(needs.key(), List.of(needs.needed())));
            case Type.Constraint.WordNeeds needs -> {
                Map<String, Object> when = new LinkedHashMap<>();
                when.put("properties", Map.of(needs.key(),
                        Map.of("enum", needs.words().stream().map(Word::word).toList())));
                when.put("required", List.of(needs.key()));
                schema.put("if", when);
                schema.put("then", Map.of("required", List.of(needs.needed())));
            }
        }
        return schema;
    }

    // ---- JSON text

    private static void json(StringBuilder text, Object value, int depth) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> text.append("{}");
            case Map<?, ?> map -> {
                String separator = "{\n";
                // Maps of several members that have no order of their own are not made here; one member needs none.
                for (Object key : map instanceof LinkedHashMap ? map.keySet() : new TreeSet<>(map.keySet())) {
                    text.append(separator).append("  ".repeat(depth + 1));
                    string(text, (String) key);
                    text.append(": ");
                    json(text, map.get(key), depth + 1);
                    separator = ",\n";
                }
                text.append('\n').append("  ".repeat(depth)).append('}');
            }
            case List<?> list -> {
                boolean nested = list.stream().anyMatch(item -> item instanceof Map);
                String indent = nested ? "\n" + "  ".repeat(depth + 1) : "";
                String separator = "[" + indent;
                for (Object item : list) {
                    text.append(separator);
                    json(text, item, depth + 1);
                    separator = "," + (nested ? indent : " ");
                }
                text.append(nested ? "\n" + "  ".repeat(depth) : "").append(']');
            }
            case String string -> string(text, string);
            default -> text.append(value);
        }
    }

    private static void string(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}
