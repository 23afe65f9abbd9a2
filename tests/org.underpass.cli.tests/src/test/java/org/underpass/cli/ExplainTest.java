package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** {@code profile explain}, and {@code profile check} of a script. */
class ExplainTest {
    private static final String TEXT = "vfio 0000:01:00.0: no iommu_group found: No such file or directory";

    @TempDir
    Path folder;

    @Test
    void aTextIsJoinedWithTheMachine() {
        JsonNode answer = Answers.json(1, "profile", "explain", TEXT, "--host", "demo:board");
        JsonNode finding = answer.get("findings").get(0);
        assertEquals("A01", finding.get("rule").asText());
        assertEquals("text", finding.get("location").get("file").asText());
        assertEquals(1, finding.get("location").get("line").asInt());
        assertTrue(finding.get("evidence").get(0).get("fact").asText().contains(TEXT));
        assertTrue(finding.get("fixes").size() > 0);
    }

    @Test
    void aFileIsReadWithItsLines() throws IOException {
        Path log = Files.writeString(folder.resolve("qemu log"), "2026-01-01: starting up\n\n" + TEXT + "\n");
        JsonNode finding = Answers.json(1, "profile", "explain", log.toString(), "--host", "demo:workstation")
                .get("findings").get(0);
        assertEquals(log.toString(), finding.get("location").get("file").asText());
        assertEquals(3, finding.get("location").get("line").asInt());
        Result sarif = Command.run("profile", "explain", log.toString(), "--host", "demo:workstation", "--format",
                "sarif");
        assertEquals(1, sarif.status(), sarif::toString);
        assertEquals("A01", Answers.parse(sarif.out()).get("runs").get(0).get("results").get(0).get("ruleId").asText());
    }

    @Test
    void whatIsNotKnownIsSaidNotToBe() {
        Result result = Command.run("profile", "explain", "the cat sat on the mat", "--host", "demo:workstation");
        assertEquals(0, result.status(), result::toString);
        assertTrue(result.out().contains("no error text that is known"), result::toString);
    }

    @Test
    void whatIsNoLogIsRefusedInOneLine() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), noise(100_000));
        assertRefused("is no text", binary.toString());
        assertRefused("no such file", folder.resolve("none.log").toString());
        assertRefused("folder", folder.toString());
    }

    private static void assertRefused(String words, String operand) {
        Result result = Command.run("profile", "explain", operand, "--host", "demo:workstation");
        assertEquals(3, result.status(), result::toString);
        assertTrue(result.err().contains(words) && result.err().lines().count() == 1, result::toString);
        assertEquals("", result.out());
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new java.util.Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aHugeLogIsReadAsAStream() throws IOException {
        Path huge = folder.resolve("huge");
        byte[] lines = "[ 1.0] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n".repeat(1000)
                .getBytes(StandardCharsets.UTF_8);
        byte[] endless = new byte[1 << 20];
        Arrays.fill(endless, (byte) 'x');
        try (OutputStream out = Files.newOutputStream(huge)) {
            for (int i = 0; i < 300; i++) {
                out.write(lines);
            }
            for (int i = 0; i < 12; i++) {
                out.write(endless);
            }
            out.write(("\n" + TEXT).getBytes(StandardCharsets.UTF_8));
        }
        assertTimeout(Duration.ofSeconds(20), () -> {
            JsonNode answer = Answers.json(1, "profile", "explain", huge.toString(), "--host", "demo:workstation");
            assertEquals(300_002, answer.get("lines").asInt());
            assertEquals("A01", answer.get("findings").get(0).get("rule").asText());
        });
    }

    @Test
    void aScriptIsLinted() throws IOException {
        Path hook = Files.writeString(folder.resolve("start.sh"), "#!/bin/bash\nset -e\nvirsh nodedev-detach $1\n");
        JsonNode answer = Answers.json(1, "profile", "check", hook.toString(), "--host", "demo:workstation");
        // It is not executable, either.
        assertEquals("[G01, G02, G05, G10]", StreamSupport.stream(answer.get("findings").spliterator(), false)
                .map(f -> f.get("rule").asText()).sorted().toList().toString());
    }
}
