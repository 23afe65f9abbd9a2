package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.profile.source.EditRefusedException;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.profile.source.ProfilePath;
import org.underpass.profile.source.ProfileSource;
import org.underpass.profile.source.SourceNode;
import org.underpass.profile.source.TextEdit;

/** Edits do what they say and touch nothing else. */
class SourceEditTest {
    private static final String SAMPLE = """
            # head
            underpass: 1
            name: a   # the name

            machine:
              # about memory
              memory: 1 GiB  # little
              type: q35
            devices:
              # first
              - name: gpu    # card
                address: "01:00.0"
              # second
              - name: nic
                functions: [0, 1]   # two
            disks: []
            cpu: {cores: 2}  # flow
            """;

    private static ProfileSource sample() {
        return ProfileSource.parse(SAMPLE, "a.vm.yaml");
    }

    private static void check(ProfileSource after, String from, String to) {
        assertEquals(SAMPLE.replace(from, to), after.text());
    }

    @Test
    void aValueIsReplacedAndItsCommentStays() {
        check(sample().set("machine.memory", "16 GiB"), "memory: 1 GiB  # little", "memory: 16 GiB  # little");
        check(sample().set("devices[1].functions[1]", 3), "[0, 1]", "[0, 3]");
        check(sample().set("cpu.cores", 4), "cores: 2", "cores: 4");
    }

    @Test
    void aNewKeyGoesBehindTheLastOfItsKind() {
        check(sample().set("machine.hugepages", "1 GiB"), "  type: q35\n", "  type: q35\n  hugepages: 1 GiB\n");
        check(sample().set("devices[0].rom.bar", false), "address: \"01:00.0\"\n",
                "address: \"01:00.0\"\n    rom:\n      bar: no\n");
        check(sample().set("cpu.threads", 2), "{cores: 2}", "{cores: 2, threads: 2}");
        check(sample().set("os", "windows"), "# flow\n", "# flow\nos: windows\n");
    }

    @Test
    void whatEnclosesANewValueIsMade() {
        check(sample().set("display.guest.adapter", "qxl"), "# flow\n",
                "# flow\ndisplay:\n  guest:\n    adapter: qxl\n");
        check(sample().add("network", Map.of("type", "user")), "# flow\n", "# flow\nnetwork:\n  - type: user\n");
    }

    @Test
    void itemsAreAppendedInTheStyleOfTheirList() {
        check(sample().add("devices", new LinkedHashMap<>(Map.of("address", "0000:03:00.0"))), "# two\n",
                "# two\n  - address: \"0000:03:00.0\"\n");
        check(sample().add("devices[1].functions", 2), "[0, 1]", "[0, 1, 2]");
        check(sample().add("disks", Map.of("file", "/a b")), "disks: []", "disks:\n  - file: /a b");
    }

    @Test
    void removingTakesTheLineAndLeavesCommentsAbove() {
        check(sample().remove("machine.type"), "  type: q35\n", "");
        check(sample().remove("devices[0].name"), "name: gpu    # card\n    address", "address");
        check(sample().remove("devices[1]"), "  - name: nic\n    functions: [0, 1]   # two\n", "");
        check(sample().remove("devices[1].functions[0]"), "[0, 1]", "[1]");
        check(sample().remove("cpu.cores"), "{cores: 2}", "{}");
        check(sample().remove("nothing.here"), "", "");
    }

    @Test
    void theLastMemberLeavesAnEmptyCollection() {
        ProfileSource source = ProfileSource.parse("a:  # why\n  b: 1 # c\nd:\n- 1\n", "x");
        assertEquals("a: {} # why\nd:\n- 1\n", source.remove("a.b").text());
        assertEquals("a:  # why\n  b: 1 # c\nd: []\n", source.remove("d[0]").text());
    }

    @Test
    void aKeyIsRenamed() {
        check(sample().with(new ProfileEdit.Rename("machine.type", "kind")), "  type: q35", "  kind: q35");
    }

    @Test
    void textThatIsSharedThroughAnAliasIsNotTouched() {
        ProfileSource source = ProfileSource.parse("a: &x {b: 1}\nc: *x\n", "x");
        assertThrows(EditRefusedException.class, () -> source.set("c.b", 2));
        assertThrows(EditRefusedException.class, () -> source.set("a", 2));
        assertEquals("a: &x {b: 1}\nc: 2\n", source.set("c", 2).text());
    }

    @Test
    void aBrokenTextIsNotTouched() {
        assertThrows(EditRefusedException.class, () -> ProfileSource.parse("a: [1", "x").set("b", 1));
        assertThrows(IllegalArgumentException.class, () -> sample().set("name", 1.5));
        assertThrows(EditRefusedException.class, () -> sample().set("name.first", "x"));
    }

    @Test
    void textsComeBackAsTheyWere() {
        for (String text : List.of("yes", "null", "~", "1e10", "10de", "0000:01:00.0", "a: b", "a #b", "#", "- a",
                "\"", "'",
                "$(x)", "a\nb\tc", " lead", "trail ", "", "é😀", "\u2028", "\u0007", "[", "{", "*a", "&a", "!t", "%",
                        "@",
                "`", "a,b", "a:", "?", "-", "--- ", "...", "16 GiB", "\uFEFF", "x: {y}", "\\", "01:00.0", "/dev/x",
                "a".repeat(300))) {
            assertEquals(text, scalar(sample().set("title", text), "title"));
            assertEquals(text, scalar(sample().set("cpu.model", text), "cpu.model"));
            assertEquals(text, scalar(sample().set("disks", List.of(Map.of("file", text))), "disks[0].file"));
            assertEquals(text, scalar(sample().set("disks", List.of(text, text)), "disks[1]"));
        }
    }

    private static String scalar(ProfileSource source, String path) {
        return ((SourceNode.Scalar) source.node(path).orElseThrow()).text();
    }

    @Test
    void lineEndsAreKept() {
        assertEquals("a: 1\r\nb:\r\n  c: 2\r\n", ProfileSource.parse("a: 1\r\n", "x").set("b.c", 2).text());
        assertEquals("a: 2", ProfileSource.parse("a: 1", "x").set("a", 2).text());
        assertEquals("a: 1\nb: 2\n", ProfileSource.parse("", "x").set("a", 1).set("b", 2).text());
        assertEquals("# only\na: 1\n", ProfileSource.parse("# only", "x").set("a", 1).text());
    }

    /**
     * A thousand random changes: each must give what was wanted (the editor itself reads back and refuses otherwise),
     * keep every comment of lines that it did not have to remove, keep the order of keys, and none may fail.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void randomChangesKeepCommentsAndOrder(long seed) {
        Random random = new Random(seed);
        String text = seed % 2 == 0 ? Fixtures.text("valid/full.vm.yaml") : SAMPLE;
        ProfileSource source = ProfileSource.parse(text, "random.vm.yaml");
        int refused = 0;
        for (int i = 0; i < 170; i++) {
            ProfileEdit edit = randomEdit(random, source);
            ProfileSource after;
            try {
                TextEdit change = source.textEdit(edit);
                after = ProfileSource.parse(change.applyTo(source.text()), source.fileName());
                assertEquals(after, source.with(edit));
            } catch (EditRefusedException e) {
                refused += e.getMessage().contains("without changing something else") ? 1 : 0;
                continue;
            }
            if (edit instanceof ProfileEdit.Add || edit instanceof ProfileEdit.Set set
                    && source.node(set.path()).map(SourceNode.Scalar.class::isInstance).orElse(true)) {
                assertEquals(comments(source), comments(after), edit.describe());
                assertEquals(topKeys(source), topKeys(after).subList(0, topKeys(source).size()), edit.describe());
            }
            source = after;
        }
        assertEquals(0, refused, source.text());
    }

    private static List<String> comments(ProfileSource source) {
        return source.text().lines().filter(line -> line.contains("# ")).map(line -> line.substring(line.indexOf("# ")))
                .toList();
    }

    private static List<String> topKeys(ProfileSource source) {
        return ((SourceNode.Mapping) source.root().orElseThrow()).entries().stream().map(e -> e.key().text()).toList();
    }

    private static ProfileEdit randomEdit(Random random, ProfileSource source) {
        List<String> paths = new ArrayList<>();
        List<String> lists = new ArrayList<>();
        walk(source.root().orElseThrow(), "", paths, lists);
        String path = paths.get(random.nextInt(paths.size()));
        return switch (random.nextInt(lists.isEmpty() ? 4 : 5)) {
            case 0 -> new ProfileEdit.Remove(path);
            case 1 -> new ProfileEdit.Set(path, randomValue(random, 2));
            case 2 -> new ProfileEdit.Set(path, randomValue(random, 0));
            case 3 -> new ProfileEdit.Set("new" + random.nextInt(5) + ".k" + random.nextInt(5), randomValue(random, 1));
            default -> new ProfileEdit.Add(lists.get(random.nextInt(lists.size())), randomValue(random, 2));
        };
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextInt(100);
            case 1 -> random.nextBoolean();
            case 2 -> List.of("a b", "yes", "x: y", "\"q\"", "16 GiB", "line\nline").get(random.nextInt(6));
            case 3 -> List.of(random.nextInt(9), "v");
            case 4 -> List.of(randomValue(random, depth - 1), randomValue(random, depth - 1));
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("one", randomValue(random, depth - 1));
                map.put("two", randomValue(random, depth - 1));
                yield map;
            }
        };
    }

    private static void walk(SourceNode node, String path, List<String> paths, List<String> lists) {
        if (!path.isEmpty()) {
            paths.add(path);
        }
        switch (node) {
            case SourceNode.Mapping mapping -> mapping.entries().forEach(entry ->
                walk(entry.value(), ProfilePath.child(path, entry.key().text()), paths, lists));
            case SourceNode.Sequence sequence -> {
                lists.add(path);
                for (int i = 0; i < sequence.items().size(); i++) {
                    walk(sequence.items().get(i), ProfilePath.child(path, i), paths, lists);
                }
            }
            default -> {
            }
        }
    }
}
