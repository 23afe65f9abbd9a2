package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** Machines go into files, come out again, and are compared. */
class CaptureTest {
    @TempDir
    Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo:workstation", "demo:laptop", "demo:board"})
    void aCaptureAnswersAsItsMachine(String host) throws IOException {
        JsonNode made = Answers.json(0, "host", "capture", file("x.tar.zst"), "--host", host);
        assertEquals(Files.size(folder.resolve("x.tar.zst")), made.get("size").asLong());
        assertEquals("names", made.get("leftOut").get(0).get("kind").asText());
        assertEquals(0, made.get("unread").size());
        for (String[] verb : new String[][] {{"host", "show"}, {"iommu", "groups"}, {"iommu", "tables"}}) {
            JsonNode before = Answers.json(0, verb[0], verb[1], "--host", host);
            JsonNode after = Answers.json(0, verb[0], verb[1], "--host", file("x.tar.zst"));
            for (JsonNode one : List.of(before, after)) {
                ((ObjectNode) one).remove(List.of("name", "source", "host"));
            }
            assertEquals(before, after, String.join(" ", verb));
        }
        JsonNode same = Answers.json(0, "host", "diff", host, file("x.tar.zst"));
        assertTrue(same.get("same").asBoolean());
        assertEquals(List.of("x.tar.zst"), names());
    }

    @Test
    void theSameMachineGivesTheSameBytes() throws IOException {
        assertEquals(0, Command.run("host", "capture", file("a"), "--host", "demo:board").status());
        Result result = Command.run("host", "capture", file("b"), "--host", "demo:board");
        assertTrue(result.err().contains("left out: user and host names, in underpass/dmesg; --with names keeps them"),
                result::toString);
        assertArrayEquals(Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
        Result all = Command.run("host", "capture", file("b"), "--host", "demo:board", "--with",
                "mac,keys,serials,names", "--private");
        assertEquals(0, all.status(), all::toString);
        assertEquals("", all.err());
    }

    @Test
    void theScriptMakesACaptureToo() throws IOException, InterruptedException {
        Result printed = Command.run("host", "capture", "--script");
        assertEquals(0, printed.status(), printed::toString);
        Path script = Files.writeString(folder.resolve("capture.sh"), printed.out());
        Process process = new ProcessBuilder("sh", script.toString(), file("live.tar.gz")).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
        assertEquals(0, process.waitFor(), () -> {
            try {
                return Files.readString(folder.resolve("said"));
            } catch (IOException failure) {
                return failure.toString();
            }
        });
        JsonNode captured = Answers.json(0, "host", "show", "--host", file("live.tar.gz"));
        JsonNode live = Answers.json(0, "host", "show");
        assertEquals(live.get("functions"), captured.get("functions"));
    }

    @Test
    void differencesAreNamedAndEndWithOne() {
        JsonNode answer = Answers.json(1, "host", "diff", "demo:board", "demo:workstation");
        Set<String> kinds = new TreeSet<>();
        answer.get("changes").forEach(change -> kinds.add(change.get("kind").asText()));
        assertTrue(kinds.containsAll(Set.of("kernel", "argument", "firmware", "acpi-table", "iommu", "added",
                "removed")), kinds::toString);
        Result text = Command.run("host", "diff", "demo:board", "demo:workstation");
        assertEquals(1, text.status());
        assertTrue(text.out().contains("6.8.0-45-generic  ->  6.1.0-25-amd64"), text::toString);
    }

    @Test
    void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
        refused(7, "is a folder", "host", "capture", folder.toString(), "--host", "demo:board");
        refused(7, "no folder", "host", "capture", file("none/x"), "--host", "demo:board");
        refused(3, "no such file", "host", "capture", file("x"), "--host", file("none.tar"));
        refused(3, "no such file", "host", "diff", "demo:board", file("none.tar"));
        refused(2, "not 'everything'", "host", "capture", file("x"), "--host", "demo:board", "--with", "everything");
        refused(2, "needs OUT.tar.zst", "host", "capture");
        refused(2, "takes nothing else", "host", "capture", file("x"), "--script");
        refused(2, "needs A B", "host", "diff", "demo:board");
        Path old = Files.writeString(folder.resolve("old"), "keep");
        refused(3, "no such file", "host", "capture", old.toString(), "--host", file("none.tar"));
        assertEquals("keep", Files.readString(old));
        assertEquals(List.of("old"), names());
    }

    private void refused(int status, String part, String... arguments) {
        Result result = Command.run(arguments);
        assertEquals(status, result.status(), result::toString);
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("underpass: ") && result.err().contains(part), result::toString);
    }
}
