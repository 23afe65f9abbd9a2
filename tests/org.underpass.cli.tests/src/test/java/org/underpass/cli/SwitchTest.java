package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** A card goes from a simulated machine to its guest and back, as the command says it. */
class SwitchTest {
    private static final String HOST = "demo:desktop";

    @TempDir
    Path folder;
    private Command command;
    private String profile;

    @BeforeEach
    void profile() {
        command = Command.withPlugins(Path.of("no-plug-ins-here"));
        assertEquals(0, ask("profile", "new", "vm", "--host", HOST, "--gpu", "01:00.0", "--out", ".").status());
        profile = "geforce-rtx-3070-vm.vm.yaml";
        assertTrue(Files.exists(folder.resolve(profile)));
    }

    private Result ask(String... words) {
        return command.ask(folder, Map.of("UNDERPASS_STATE", folder.resolve("state").toString(), "UNDERPASS_PLUGINS",
                "no-plug-ins-here"), words);
    }

    private JsonNode json(int status, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--host", HOST, "--format", "json"));
        Result result = ask(all.toArray(String[]::new));
        assertEquals(status, result.status(), result::toString);
        JsonNode answer = Answers.parse(result.out());
        assertEquals(Set.of(), JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(Answers.schema(words[0], words[1])).validate(answer), () -> String.join(" ", words));
        return answer;
    }

    private static List<String> states(JsonNode answer) {
        return answer.get("steps").findValuesAsText("state").stream().distinct().toList();
    }

    private String driver() {
        for (JsonNode function : Answers.parse(ask("host", "show", "--host", HOST, "--format", "json").out())
                .get("functions")) {
            if (function.get("address").asText().equals("0000:01:00.0")) {
                return function.path("driver").asText("none");
            }
        }
        throw new AssertionError("no card");
    }

    @Test
    void cardGoesAndComesBack() {
        assertEquals(List.of("planned"), states(json(0, "switch", "plan", profile)));
        assertEquals(List.of("planned"), states(json(0, "switch", "run", profile, "--dry-run")));
        assertEquals("nouveau", driver());
        JsonNode run = json(0, "switch", "run", profile);
        assertEquals(List.of("done"), states(run));
        assertEquals("vfio-pci", driver());
        Result second = ask("switch", "run", profile, "--host", HOST, "--backend", "xen");
        assertEquals(1, second.status(), second::toString);
        assertTrue(second.err().contains(run.get("switch").asText()), second.err());
        assertEquals(List.of("done"), states(json(0, "switch", "confirm")));
        assertEquals(List.of("undone"), states(json(0, "switch", "undo")));
        assertEquals("nouveau", driver());
        assertEquals(0, json(0, "switch", "undo").get("steps").size());
        json(1, "switch", "confirm");
    }

    @Test
    void failureIsRolledBackOrLeftForUndo() throws IOException {
        Files.writeString(folder.resolve("scenario"), "refuse: start\n");
        assertEquals(0, ask("host", "demo", "desktop", "--scenario", "scenario").status());
        Result failed = ask("switch", "run", profile, "--host", HOST);
        assertEquals(5, failed.status(), failed::toString);
        assertTrue(failed.err().contains("the host is as before"), failed.err());
        assertEquals("nouveau", driver());
        Files.writeString(folder.resolve("scenario"), "refuse: start\nrefuse once: bind 0000:01:00.0 to nouveau\n");
        ask("host", "demo", "desktop", "--scenario", "scenario");
        Result left = ask("switch", "run", profile, "--host", HOST);
        assertEquals(6, left.status(), left::toString);
        assertTrue(left.err().contains("underpass switch undo --host demo:desktop"), left.err());
        json(0, "switch", "undo");
        assertEquals("nouveau", driver());
        assertEquals(0, ask("host", "demo", "--reset", "desktop").status());
    }

    @Test
    void holdersAreNamed() throws IOException {
        Files.writeString(folder.resolve("scenario"), "process: 1432 steam user@1000.service /dev/dri/card0\n");
        ask("host", "demo", "desktop", "--scenario", "scenario");
        JsonNode plan = json(1, "switch", "plan", profile);
        assertEquals("steam", plan.get("holders").get(0).get("command").asText());
        assertTrue(plan.get("refusal").get(0).asText().contains("process 1432 (steam)"));
    }

    @Test
    void machinesThatCannotBeChangedAreRefused() {
        assertEquals(2, ask("switch", "undo", "--host", folder.toString()).status());
        assertEquals(3, ask("host", "demo", "desktop", "--scenario", "none").status());
        assertEquals(2, ask("switch", "undo", "--host", HOST, "--if-unconfirmed", "x", "--after", "soon").status());
    }

    @Test
    void resetLeavesAloneWhatTheHostNeeds() {
        JsonNode disk = json(1, "reset", "run", "0000:02:00.0", "--force");
        assertTrue(disk.get("message").asText().contains("cannot do without"), disk.toString());
        json(1, "reset", "run", "0000:01:00.0");
        assertEquals(List.of("done"), states(json(0, "reset", "run", "0000:01:00.0", "--force")));
        assertEquals("nouveau", driver());
    }
}
