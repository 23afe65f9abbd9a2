package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** The whole road: a machine goes in, a checked profile and artifacts come out. */
class RoadTest {
    @TempDir
    Path folder;

    @Test
    void theDemoMachinesGetTheVerdictsOfTheirNames() {
        assertEquals("ready", verdict("demo:workstation", "0000:01:00.0"));
        assertEquals("impossible", verdict("demo:laptop", "0000:01:00.0"));
        assertEquals("needs-work", verdict("demo:laptop", "0000:00:02.0"));
        assertEquals("needs-work", verdict("demo:board", "0000:03:00.0"));
    }

    private static String verdict(String host, String card) {
        return stream(Answers.json(0, "host", "show", "--host", host).get("gpus"))
                .filter(g -> g.get("functions").get(0).asText().equals(card))
                .map(g -> g.get("verdict").asText()).findFirst().orElseThrow();
    }

    /** Navi 10 with 256 MiB of 8 GiB in view, behind its own switch and a port. */
    @Test
    void aCardsBarsAreHeldAgainstWindowsAndAddressWidths() {
        JsonNode shown = Answers.json(0, "host", "show", "--host", "demo:board");
        JsonNode card = stream(shown.get("gpus")).filter(g -> g.get("functions").get(0).asText()
                .equals("0000:03:00.0")).findFirst().orElseThrow().get("mmio");
        assertEquals("bridges-grow", card.get("fit").asText());
        assertEquals(3, card.get("narrowBridges").size());
        assertEquals(37, card.get("guestAddressBits").asInt());
        assertEquals(39, shown.get("mmio").get("addressBits").get("iommu").asInt());
        JsonNode bar = stream(shown.get("functions")).filter(f -> f.get("address").asText().equals("0000:03:00.0"))
                .findFirst().orElseThrow().get("bars").get(0);
        assertEquals(256L << 20, bar.get("size").asLong());
        assertEquals(8L << 30, bar.get("largest").asLong());
        assertTrue(Command.run("host", "show", "--host", "demo:board").out().contains("8.0 GiB at their largest"));
    }

    @Test
    void demosAreListed() {
        Set<String> names = stream(Answers.json(0, "host", "demo").get("demos")).map(d -> d.get("host").asText())
                .collect(Collectors.toSet());
        assertEquals(Set.of("demo:workstation", "demo:desktop", "demo:laptop", "demo:board"), names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo:workstation", "demo:laptop", "demo:board"})
    void everyQuestionHasAnAnswerThatFitsItsSchema(String host) {
        Answers.json(0, "iommu", "groups", "--host", host);
        Answers.json(0, "iommu", "tables", "--host", host);
        JsonNode shown = Answers.json(0, "host", "show", "--host", host);
        for (JsonNode gpu : shown.get("gpus")) {
            Result result = Command.run("reset", "forecast", gpu.get("functions").get(0).asText(), "--host", host,
                    "--format", "json");
            assertTrue(result.status() <= 1, result::toString);
            assertFalse(Answers.parse(result.out()).get("reasons").isEmpty());
        }
    }

    @Test
    void theBestCardOfTheWorkstationBuildsForEveryBackend() throws IOException {
        Path profile = newProfile("demo:workstation");
        JsonNode check = Answers.json(0, "profile", "check", profile.toString(), "--host", "demo:workstation");
        assertTrue(stream(check.get("findings")).noneMatch(f -> f.get("severity").asText().equals("error")));

        JsonNode build = Answers.json(0, "profile", "build", profile.toString(), "--host", "demo:workstation",
                "--backend", "kvm,xen,emulator", "--out", folder.resolve("one").toString());
        for (JsonNode artifact : build.get("artifacts")) {
            assertTrue(Files.isRegularFile(folder.resolve("one").resolve(artifact.get("path").asText())));
        }
        Set<String> kinds = stream(build.get("artifacts")).map(a -> a.get("kind").asText())
                .collect(Collectors.toSet());
        assertTrue(kinds.containsAll(Set.of("qemu-script", "qemu-arguments", "libvirt-domain", "xl-config",
                "host-prepare", "host-restore")), kinds::toString);
    }

    @Test
    void buildingTwiceInAnotherFolderGivesIdenticalBytes() throws IOException {
        Path profile = newProfile("demo:workstation");
        build(profile, folder.resolve("a"));
        build(profile, folder.resolve("deep/er/b with space"));
        Map<String, byte[]> first = files(folder.resolve("a"));
        Map<String, byte[]> second = files(folder.resolve("deep/er/b with space"));
        assertEquals(first.keySet(), second.keySet());
        first.forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
        build(profile, folder.resolve("a"));
        files(folder.resolve("a")).forEach((name, bytes) -> assertArrayEquals(bytes, second.get(name), name));
    }

    @Test
    void aBuildNeverReplacesWhatItDidNotMake() throws IOException {
        Path profile = newProfile("demo:workstation");
        Path out = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(out.resolve("notes.txt"), "keep");
        Files.createDirectories(out.resolve("kvm"));
        Files.writeString(out.resolve("kvm/precious"), "keep");
        Result result = Command.run("profile", "build", profile.toString(), "--host", "demo:workstation", "--out",
                out.toString());
        assertEquals(7, result.status(), result::toString);
        assertEquals("keep", Files.readString(out.resolve("kvm/precious")));
        assertEquals(Set.of("notes.txt", "kvm/precious"), files(out).keySet());
        assertEquals(Set.of("mine", profile.getParent().getFileName().toString()), names(folder),
                "nothing is left beside it");
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Path profile = newProfile("demo:workstation");
        Set<String> before = names(folder);
        Result result = Command.run("profile", "build", profile.toString(), "--host", "demo:workstation", "--out",
                folder.resolve("x").toString(), "--dry-run");
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().contains("nothing was written"));
        assertEquals(before, names(folder));
    }

    @Test
    void theDemoVerbWalksTheSameRoad() throws IOException {
        Result result = Command.run("demo", "--out", folder.resolve("demo").toString());
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().contains("ready"), result::toString);
        assertEquals(Set.of("kvm", "xen", "emulator"), names(folder.resolve("demo")).stream()
                .filter(n -> !n.endsWith(".vm.yaml")).collect(Collectors.toSet()));
    }

    private Path newProfile(String host) {
        JsonNode made = Answers.json(0, "profile", "new", "vm", "--host", host, "--out",
                folder.resolve("profiles").toString());
        return Path.of(made.get("path").asText());
    }

    private void build(Path profile, Path out) {
        Answers.json(0, "profile", "build", profile.toString(), "--host", "demo:workstation", "--backend",
                "kvm,xen,emulator", "--out", out.toString());
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static Set<String> names(Path root) throws IOException {
        try (Stream<Path> list = Files.list(root)) {
            return list.map(p -> p.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
