package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.underpass.profile.language.JsonSchema;
import org.underpass.profile.language.Type;
import org.underpass.profile.language.Word;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;

/** The table of keys, the samples and the records belong together. */
class LanguageTest {
    /**
     * A sample with every key, and the language that it is written in.
     *
     * @param file the sample
     * @param keys the language
     */
    record Full(String file, Type.Keys keys) {
    }

    static Stream<Full> full() {
        return Stream.of(new Full("full.vm.yaml", ProfileLanguage.vm()),
                new Full("full.device.yaml", ProfileLanguage.device()));
    }

    @ParameterizedTest
    @MethodSource("full")
    void theFullSampleHasEveryKey(Full full) {
        Set<String> wanted = new TreeSet<>();
        declared(full.keys(), "", wanted);
        Set<String> found = new TreeSet<>();
        present(source(full).root().orElseThrow(), full.keys(), "", found);
        assertEquals(wanted, found);
    }

    /** A key that reader and schema know, but that no record carries, would be accepted and forgotten. */
    @ParameterizedTest
    @MethodSource("full")
    void everyKeyMattersToTheProfile(Full full) {
        ProfileSource source = source(full);
        String whole = value(source);
        Set<String> paths = new TreeSet<>();
        concrete(source.root().orElseThrow(), "", paths);
        List<String> forgotten = new ArrayList<>();
        for (String path : paths) {
            ProfileSource without = source.remove(path);
            ProfileResult result = ProfileReader.read(without);
            if (value(without).equals(whole) && result.problems().isEmpty() && !path.equals("kind")
                    && !DEFAULTS.contains(path)) {
                forgotten.add(path);
            }
        }
        assertEquals(List.of(), forgotten);
    }

    /** The sample says what would hold anyway, because the key has one word only that differs, or none. */
    private static final Set<String> DEFAULTS = Set.of("disks[0].kind", "devices[1].functions");

    @ParameterizedTest
    @MethodSource("full")
    void everyKeyAndWordIsExplained(Full full) {
        explain(full.keys());
    }

    private static void explain(Type type) {
        switch (type) {
            case Type.Keys keys -> keys.keys().forEach(key -> {
                assertTrue(key.meaning().endsWith("."), key.name() + ": " + key.meaning());
                assertFalse(JsonSchema.description(key).isBlank());
                explain(key.type());
            });
            case Type.Items items -> explain(items.item());
            case Type.Choice choice -> {
                choice.words().forEach(word -> assertTrue(word.meaning().endsWith("."), word.word()));
                assertEquals(choice.words().size(), choice.words().stream().map(Word::word).distinct().count());
            }
            default -> {
            }
        }
    }

    @Test
    void settingsWithoutEffectAreNamedWithTheirPlace() {
        ProfileResult result = Fixtures.read(Fixtures.resources().resolve("valid/full.vm.yaml"));
        List<String> paths = result.notActedUpon().stream().map(NotActedUpon::path).toList();
        assertTrue(paths.contains("switch"), paths.toString());
        for (NotActedUpon later : result.notActedUpon()) {
            assertEquals(result.source().keySpan(later.path()).orElseThrow(), later.span());
            assertTrue(later.message().startsWith(later.path() + " is understood but not acted upon yet"));
        }
        assertEquals(List.of(), Fixtures.read(Fixtures.resources().resolve("valid/small.vm.yaml")).notActedUpon());
    }

    private static ProfileSource source(Full full) {
        return ProfileSource.parse(Fixtures.text("valid/" + full.file()), full.file());
    }

    /** The profile as text, without the name of its source. */
    private static String value(ProfileSource source) {
        return ProfileReader.read(source).partial().orElseThrow().toString();
    }

    private static void declared(Type type, String path, Set<String> paths) {
        switch (type) {
            case Type.Keys keys -> keys.keys().forEach(key -> {
                String child = path + "/" + key.name();
                paths.add(child);
                declared(key.type(), child, paths);
            });
            case Type.Items items -> declared(items.item(), path, paths);
            default -> {
            }
        }
    }

    private static void present(SourceNode node, Type type, String path, Set<String> paths) {
        switch (node.resolved()) {
            case SourceNode.Mapping mapping when type instanceof Type.Keys keys -> mapping.entries().forEach(entry -> {
                String child = path + "/" + entry.key().text();
                paths.add(child);
                present(entry.value(), keys.key(entry.key().text()).orElseThrow().type(), child, paths);
            });
            case SourceNode.Sequence sequence when type instanceof Type.Items items ->
                sequence.items().forEach(item -> present(item, items.item(), path, paths));
            default -> {
            }
        }
    }

    private static void concrete(SourceNode node, String path, Set<String> paths) {
        switch (node) {
            case SourceNode.Mapping mapping -> mapping.entries().forEach(entry -> {
                String child = org.underpass.profile.source.ProfilePath.child(path, entry.key().text());
                paths.add(child);
                concrete(entry.value(), child, paths);
            });
            case SourceNode.Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    concrete(sequence.items().get(i), path + "[" + i + "]", paths);
                }
            }
            default -> {
            }
        }
    }
}
