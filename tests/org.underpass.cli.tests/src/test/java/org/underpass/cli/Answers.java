package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** Asks for JSON and holds each answer against the schema that the same verb prints. */
final class Answers {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {
    }

    /** The answer of a verb, which must have this status and fit its schema. */
    static JsonNode json(int status, String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.add("--format");
        words.add("json");
        Result result = Command.run(words.toArray(String[]::new));
        assertEquals(status, result.status(), result::toString);
        JsonNode answer = parse(result.out());
        assertEquals("underpass", answer.fieldNames().next(), "the first member is the format's version");
        Set<ValidationMessage> wrong = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(schema(arguments[0], arguments[1])).validate(answer);
        assertEquals(Set.of(), wrong, () -> String.join(" ", words));
        return answer;
    }

    static String schema(String noun, String verb) {
        Result result = Command.run(noun, verb, "--schema");
        assertEquals(0, result.status(), result::toString);
        return result.out();
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new AssertionError(text, broken);
        }
    }
}
