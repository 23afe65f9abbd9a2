package org.underpass.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.underpass.host.Fact;

/**
 * A JSON object in the making: members keep their order, and a value that is not known leaves no member behind.
 */
final class Json {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** An empty object. */
    static Json object() {
        return new Json();
    }

    /** The object that every answer is: its first member is the version of the format. */
    static Json answer() {
        return new Json().put("underpass", 1);
    }

    /** Adds a member, unless the value is absent, unknown or null. */
    Json put(String name, Object value) {
        Object plain = plain(value);
        if (plain != null) {
            members.put(name, plain);
        }
        return this;
    }

    /** Adds a list, each element made by a function. */
    <T> Json list(String name, Collection<T> all, Function<? super T, ?> each) {
        List<Object> made = new ArrayList<>(all.size());
        for (T one : all) {
            made.add(plain(each.apply(one)));
        }
        members.put(name, made);
        return this;
    }

    /** Adds a list of things that are written as strings. */
    Json strings(String name, Collection<?> all) {
        return list(name, all, Object::toString);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case null -> null;
            case Optional<?> o -> plain(o.orElse(null));
            case OptionalInt o -> o.isPresent() ? o.getAsInt() : null;
            case OptionalLong o -> o.isPresent() ? o.getAsLong() : null;
            case Fact<?> f -> plain(f.value());
            case Json j -> j.members;
            default -> value;
        };
    }

    /** The object as text, indented by two spaces, ending with a line feed. */
    String text() {
        StringWriter out = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        printer.indentObjectsWith(indent);
        printer.indentArraysWith(indent);
        try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.setPrettyPrinter(printer);
            write(generator, members);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.append('\n').toString();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    out.writeFieldName(member.getKey().toString());
                    write(out, member.getValue());
                }
                out.writeEndObject();
            }
            case Collection<?> list -> {
                out.writeStartArray();
                for (Object one : list) {
                    write(out, one);
                }
                out.writeEndArray();
            }
            case Integer i -> out.writeNumber(i);
            case Long l -> out.writeNumber(l);
            case Boolean b -> out.writeBoolean(b);
            default -> out.writeString(value.toString());
        }
    }
}
