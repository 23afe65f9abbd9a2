package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Many profiles on many hosts in one call, and the reports that a farm's continuous integration reads. */
class BatchTest {
    private static final String GOOD = "demo:workstation";
    private static final String BAD = "demo:laptop";

    @TempDir
    Path folder;

    private Path one;
    private Path two;
    private Path broken;

    @BeforeEach
    void profiles() throws IOException {
        Path made = folder.resolve("made");
        assertEquals(0, Command.run("profile", "new", "vm", "--host", GOOD, "--out", made.toString()).status());
        Path first;
        try (var files = Files.list(made)) {
            first = files.findFirst().orElseThrow();
        }
        one = profile(first, "one");
        two = profile(first, "two");
        broken = Files.writeString(folder.resolve("broken <&>.vm.yaml"), "underpass: [");
    }

    private Path profile(Path from, String name) throws IOException {
        return Files.writeString(folder.resolve(name + ".vm.yaml"),
                Files.readString(from).replaceFirst("name: .*", "name: " + name));
    }

    @Test
    void eachProfileIsCheckedOnEachHost() {
        JsonNode answer = Answers.json(3, "profile", "check", one.toString(), broken.toString(), two.toString(),
                "--host", GOOD, "--host", BAD);
        List<String> verdicts = new ArrayList<>();
        answer.get("checks").forEach(c -> verdicts.add(Path.of(c.get("profile").asText()).getFileName() + " "
                + c.get("host").asText() + " " + c.get("verdict").asText() + " " + c.get("status").asInt()));
        assertEquals(List.of("one.vm.yaml workstation passes 0", "broken <&>.vm.yaml workstation unread 3",
                "two.vm.yaml workstation passes 0", "one.vm.yaml laptop fails 1", "broken <&>.vm.yaml laptop unread 3",
                "two.vm.yaml laptop fails 1"), verdicts);
        assertTrue(answer.get("findings").size() > 0, "the laptop has findings");
        answer.get("findings").forEach(f -> assertTrue(f.get("severity").asText().equals("info")
                || f.get("host").asText().equals("laptop"), f::toString));
        assertFalse(answer.has("host"), "a batch has no one host");
    }

    @Test
    void theTableShowsProfilesAgainstHosts() {
        Result result = Command.run("profile", "check", one.toString(), two.toString(), "--host", GOOD, "--host", BAD);
        assertEquals(1, result.status());
        List<String> lines = result.out().lines().toList();
        String head = lines.stream().filter(l -> l.strip().matches("workstation +laptop")).findFirst().orElseThrow();
        String row = lines.get(lines.indexOf(head) + 1);
        assertTrue(row.matches(".*one\\.vm\\.yaml +passes +fails \\(\\d+\\)"), row);
        assertEquals("4 checks of 2 profiles on 2 hosts: 2 good, 2 bad",
                lines.get(lines.size() - 1));
        assertEquals("", result.err(), "no bar where there is no terminal");
    }

    @Test
    void anUnreadableHostDoesNotEndABatch() {
        JsonNode answer = Answers.json(3, "profile", "check", one.toString(), "--host", "no-such.tar.zst",
                "--host", GOOD);
        assertEquals("unread", answer.get("checks").get(0).get("verdict").asText());
        assertTrue(answer.get("checks").get(0).get("problem").asText().contains("no-such.tar.zst"));
        assertEquals("passes", answer.get("checks").get(1).get("verdict").asText());
    }

    @Test
    void aBuildMakesAFolderForEach() throws IOException {
        Path out = folder.resolve("out");
        String[] words = {"profile", "build", one.toString(), two.toString(), "--host", GOOD, "--host", "demo:board",
            "--backend", "kvm,xen", "--out", out.toString()};
        JsonNode answer = Answers.json(1, words);
        assertTrue(Files.isRegularFile(out.resolve("one/workstation/kvm/qemu.sh")));
        assertTrue(Files.isRegularFile(out.resolve("two/workstation/xen/two.cfg")),
                () -> answer.get("artifacts").toString());
        assertFalse(Files.exists(out.resolve("one/board/kvm")), "a refused backend leaves nothing");
        for (JsonNode artifact : answer.get("artifacts")) {
            assertTrue(Files.isRegularFile(out.resolve(artifact.get("path").asText())), artifact::toString);
        }
        assertEquals(Answers.json(1, words), answer, "a second build replaces the first with the same bytes");
        Files.writeString(out.resolve("one/mine.txt"), "mine");
        assertEquals(7, Command.run(words).status(), "a folder that holds something else is not replaced");
        assertTrue(Files.exists(out.resolve("one/mine.txt")));
    }

    @Test
    void twoProfilesOfOneNameAreToldApart() throws IOException {
        Path same = Files.copy(one, folder.resolve("same.vm.yaml"));
        JsonNode answer = Answers.json(3, "profile", "build", one.toString(), same.toString(), "--host", GOOD,
                "--dry-run");
        List<String> verdicts = new ArrayList<>();
        answer.get("builds").forEach(b -> verdicts.add(b.get("verdict").asText()));
        verdicts.sort(null);
        assertEquals(List.of("built", "unread"), verdicts);
    }

    @Test
    void sarifIsValid() throws IOException {
        for (String[] words : new String[][] {
            {"profile", "check", one.toString(), "--host", BAD, "--format", "sarif"},
            {"profile", "check", one.toString(), broken.toString(), "--host", GOOD, "--host", BAD, "--format", "sarif"},
            {"profile", "build", one.toString(), "--host", BAD, "--dry-run", "--format", "sarif"}}) {
            Result result = Command.run(words);
            JsonNode log = Answers.parse(result.out());
            try (InputStream schema = BatchTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
                assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema)
                        .validate(log));
            }
            JsonNode last = log.get("runs").get(log.get("runs").size() - 1);
            assertTrue(last.get("results").size() > 0, "the laptop has findings");
        }
    }

    @Test
    void junitReportsReadAsTests() throws Exception {
        Result result = Command.run("profile", "check", one.toString(), broken.toString(), "--host", GOOD, "--host",
                BAD, "--format", "junit");
        assertEquals(3, result.status());
        Element suites = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(result.out().getBytes(StandardCharsets.UTF_8))).getDocumentElement();
        assertEquals("4", suites.getAttribute("tests"));
        assertEquals("1", suites.getAttribute("failures"));
        assertEquals("2", suites.getAttribute("errors"));
        NodeList cases = suites.getElementsByTagName("testcase");
        assertEquals(4, cases.getLength());
        assertEquals("laptop", ((Element) cases.item(2)).getAttribute("classname"));
        assertEquals(1, ((Element) cases.item(2)).getElementsByTagName("failure").getLength());
    }
}
