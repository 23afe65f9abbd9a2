package org.underpass.host.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostFunction;
import org.underpass.host.HostSources;
import org.underpass.host.machines.Captures;

/** The script for machines without Java gives what the product gives. */
class CaptureScriptTest {
    private static final String EVERYTHING = "mac,keys,serials,names";

    @TempDir
    Path folder;

    private Path root(Host host) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root of " + host.name()));
        Captures.writeFolder(host.tree(), root);
        return root;
    }

    private int run(Path root, String shell, String... arguments) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text());
        List<String> command = new ArrayList<>(List.of(shell, script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("UNDERPASS_ROOT", root.toString());
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the script does not end");
        return process.exitValue();
    }

    private Host captured(Path root, String shell, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("made.tar.zst");
        assertEquals(0, run(root, shell, all.toArray(String[]::new)), () -> said());
        return HostSources.open(folder.resolve("made.tar.zst").toString());
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"workstation", "laptop", "board"})
    void answersEveryQuestionAsTheMachine(String demo) throws Exception {
        Host host = HostSources.open("demo:" + demo);
        Host made = captured(root(host), "sh", "--with", EVERYTHING);
        assertEquals(List.of(), CaptureTest.differences(HostFacts.of(host), HostFacts.of(made)));
        assertEquals(List.of(), Stream.of(folder.toFile().list()).filter(name -> name.startsWith(".")).toList());
    }

    @Test
    void bashReadsItAsDashDoes() throws Exception {
        Host host = HostSources.open("demo:board");
        Path root = root(host);
        Map<String, String> facts = HostFacts.of(captured(root, "dash", "--with", EVERYTHING));
        assertEquals(List.of(), CaptureTest.differences(facts, HostFacts.of(
                captured(root, "bash", "--with", EVERYTHING))));
    }

    @Test
    void leavesOutAndSaysSoAsTheProductDoes() throws Exception {
        Path root = folder.resolve("secrets");
        Secrets.write(root);
        Host host = HostSources.open(root);
        Map<String, String> script = HostFacts.of(captured(root, "sh"));
        String record = new String(HostSources.open(folder.resolve("made.tar.zst").toString()).tree()
                .read("underpass/capture.json").value().orElseThrow());
        Secrets.assertNone(Secrets.unpacked(folder.resolve("made.tar.zst")));
        Capture capture = Capture.of(host, java.util.Set.of(), false);
        try (var out = Files.newOutputStream(folder.resolve("product.tar.zst"))) {
            capture.writeTo(out);
        }
        Host product = HostSources.open(folder.resolve("product.tar.zst").toString());
        assertEquals(List.of(), CaptureTest.differences(HostFacts.of(product), script));
        assertEquals(new String(product.tree().read("underpass/capture.json").value().orElseThrow()), record);
        assertTrue(said().contains("left out: mac, in "), this::said);
    }

    @Test
    void replacesSerialNumbers() throws Exception {
        Host host = HostSources.open("demo:workstation");
        Host made = captured(root(host), "sh", "--private");
        int found = 0;
        for (HostFunction function : host.functions()) {
            assertEquals(function.serial().value().map(SerialHash::of),
                    made.function(function.address()).orElseThrow().serial().value());
            found += function.serial().isKnown() ? 1 : 0;
        }
        assertTrue(found > 0);
    }

    @Test
    void mistakesLeaveNothingBehind() throws Exception {
        Path root = root(HostSources.open("demo:board"));
        assertEquals(2, run(root, "sh", "--with", "mac,everything"));
        assertTrue(said().contains("everything"), this::said);
        assertEquals(2, run(root, "sh", "--wiht"));
        assertEquals(2, run(root, "sh", "a", "b"));
        assertEquals(7, run(root, "sh", "nowhere/made.tar"));
        assertEquals(0, run(root, "sh", "--help"));
        assertTrue(said().contains("--private replaces"), this::said);
        assertEquals(List.of("capture.sh", "root of board", "said"), Stream.of(folder.toFile().list()).sorted().toList());
    }

    @Test
    void shellcheckFindsNothing() throws IOException, InterruptedException, HostException {
        assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(directory ->
                Files.isExecutable(Path.of(directory, "shellcheck"))), "shellcheck is not installed");
        Path script = Files.writeString(folder.resolve("capture.sh"), CaptureScript.text());
        Process process = new ProcessBuilder("shellcheck", "-s", "sh", script.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), this::said);
    }
}
