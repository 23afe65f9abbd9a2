package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileProblem.Code;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;

/** Our schema, judged by a validator that is not ours, agrees with our reader. */
class SchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema VM = schema(ProfileLanguage.vmSchema());
    private static final JsonSchema DEVICE = schema(ProfileLanguage.deviceSchema());
    /** What a schema sees nothing of: it starts where YAML ends, and has no arithmetic on sizes. */
    private static final Set<Code> BEYOND = Set.of(Code.DUPLICATE_KEY, Code.TAG, Code.TAB, Code.CONFLICT);

    private static final Set<String> NEEDED = Set.of("underpass", "kind", "name", "machine", "match");

    private static JsonSchema schema(String text) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);
    }

    @Test
    void thePublishedFilesAreWhatTheLanguageSays() {
        Path folder = Fixtures.root().resolve("bundles/org.underpass.profile/schema");
        Fixtures.golden(folder.resolve("vm.schema.json"), ProfileLanguage.vmSchema());
        Fixtures.golden(folder.resolve("device.schema.json"), ProfileLanguage.deviceSchema());
    }

    @Test
    void theSchemasAreSchemas() throws Exception {
        JsonSchema meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(java.net.URI.create("http://json-schema.org/draft-07/schema#"));
        assertEquals(Set.of(), meta.validate(JSON.readTree(ProfileLanguage.vmSchema())));
        assertEquals(Set.of(), meta.validate(JSON.readTree(ProfileLanguage.deviceSchema())));
    }

    @Test
    void samplesAreJudgedAlike() {
        List<String> differences = new ArrayList<>();
        int judged = 0;
        for (String folder : List.of("valid", "broken")) {
            for (Path file : Fixtures.profiles(folder)) {
                String text = new String(Fixtures.bytes(file), StandardCharsets.UTF_8);
                judged += compare(text, file.getFileName().toString(), differences) ? 1 : 0;
            }
        }
        assertEquals(List.of(), differences);
        assertTrue(judged > 15, "judged " + judged);
    }

    /** Every value of the full samples is replaced by every odd value, one at a time. */
    @Test
    void everyMutationIsJudgedAlike() {
        List<Object> odd = List.of("", " ", "x", "yes", "true", "12", "10de", "01:00.0", "8 GiB", "8GB", "30 s", "/a b",
                "a\nb", "ü", "none", "030000", 0, 7, -1, 99999, 4611686018427387904L, true, List.of(), List.of("x"),
                Map.of(), Map.of("x", 1));
        List<String> differences = new ArrayList<>();
        int judged = 0;
        for (String sample : List.of("valid/full.vm.yaml", "valid/full.device.yaml")) {
            String name = sample.substring(sample.indexOf('/') + 1);
            ProfileSource whole = ProfileSource.parse(Fixtures.text(sample), name);
            for (String path : paths(whole.root().orElseThrow(), "")) {
                ProfileSource source = reduced(whole, path);
                List<ProfileSource> mutants = new ArrayList<>();
                for (Object value : odd) {
                    mutants.add(source.set(path, value));
                }
                mutants.add(source.remove(path));
                mutants.add(nothing(source, path));
                mutants.add(plain(source, path, "12"));
                mutants.add(plain(source, path, "1e3"));
                mutants.add(plain(source, path, "true"));
                for (ProfileSource mutant : mutants) {
                    judged += compare(mutant.text(), name, differences) ? 1 : 0;
                }
            }
        }
        assertEquals(List.of(), differences.subList(0, Math.min(10, differences.size())), differences.size() + " of "
                + judged);
        assertTrue(judged > 5000, "judged " + judged);
    }

    /** Without the top-level keys that are neither needed nor on the path: a small text is judged faster. */
    private static ProfileSource reduced(ProfileSource whole, String path) {
        ProfileSource source = whole;
        for (SourceNode.Entry entry : ((SourceNode.Mapping) whole.root().orElseThrow()).entries()) {
            String key = entry.key().text();
            String top = path.split("[.\\[]", 2)[0];
            if (!NEEDED.contains(key) && !key.equals(top)) {
                source = source.remove(key);
            }
        }
        return source;
    }

    private static ProfileSource nothing(ProfileSource source, String path) {
        return plain(source, path, "");
    }

    /** The value replaced by a word without quotes. */
    private static ProfileSource plain(ProfileSource source, String path, String word) {
        ProfileSource marked = source.set(path, "MARK");
        return ProfileSource.parse(marked.text().replace("MARK", word), source.fileName());
    }

    private static List<String> paths(SourceNode node, String path) {
        List<String> paths = new ArrayList<>();
        switch (node.resolved()) {
            case SourceNode.Mapping mapping -> mapping.entries().forEach(entry -> paths.addAll(paths(entry.value(),
                    org.underpass.profile.source.ProfilePath.child(path, entry.key().text()))));
            case SourceNode.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    paths.addAll(paths(sequence.items().get(i), path + "[" + i + "]"));
                }
            }
            default -> {
            }
        }
        if (!path.isEmpty()) {
            paths.add(path);
        }
        return paths;
    }

    /** Whether both had a say; what they disagree about goes on the list. */
    private static boolean compare(String text, String name, List<String> differences) {
        ProfileResult result = ProfileReader.read(text, name);
        // The other reader merges mappings under "<<", as YAML 1.1 had it.
        if (!result.source().isSound() || result.partial().isEmpty() || text.contains("<<")) {
            return false;
        }
        JsonNode json;
        try {
            LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema())
                    .setAllowDuplicateKeys(true).build();
            json = JSON.valueToTree(new Load(settings).loadFromString(text));
        } catch (YamlEngineException e) {
            assertTrue(result.hasErrors(), text);
            return false;
        }
        boolean device = result.partial().filter(DeviceProfile.class::isInstance).isPresent();
        Set<?> complaints = (device ? DEVICE : VM).validate(json);
        List<ProfileProblem> expressible = result.problems().stream().filter(SchemaTest::isExpressible).toList();
        boolean tooStrict = !complaints.isEmpty() && result.problems().isEmpty();
        boolean tooMild = complaints.isEmpty() && !expressible.isEmpty();
        if (tooStrict || tooMild) {
            differences.add("schema: " + complaints + "\nreader: " + expressible + "\n");
        }
        return true;
    }

    /** Schemas see no arithmetic on sizes and times, and take 1e3 for the whole number 1000. */
    private static boolean isExpressible(ProfileProblem problem) {
        return !BEYOND.contains(problem.code()) && !problem.message().contains("is out of range: expected a size")
                && !problem.message().contains("is out of range: expected a time")
                && !problem.message().contains("4096 are possible")
                && !problem.message().endsWith("\"1e3\" is not a whole number")
                && !problem.message().contains("put \"1e3\" in quotes");
    }
}
