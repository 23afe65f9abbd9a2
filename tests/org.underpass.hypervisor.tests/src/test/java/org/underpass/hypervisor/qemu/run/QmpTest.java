package org.underpass.hypervisor.qemu.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.qemu.run.QmpException.Kind;

class QmpTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Path socket() {
        return folder.resolve("qmp.sock");
    }

    @Test
    void answersFindWhoAskedWhateverComesBetween() throws Exception {
        List<QmpEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (var monitor = new FakeMonitor(socket(), talk -> {
            talk.greet();
            String first = talk.id();
            String second = talk.id();
            talk.say("{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"passed0\"},"
                    + " \"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 250000}}\n");
            talk.say("{\"return\": \"two\", \"id\": \"" + second + "\"}\n{\"return\": 7, \"id\": \"unknown\"}\n");
            talk.say("{\"return\": \"one\", \"id\": \"" + first + "\"}\n");
            talk.id();
        }); Qmp qmp = Qmp.connect(socket(), SOON, events::add)) {
            CompletableFuture<Object> one = CompletableFuture.supplyAsync(() -> ask(qmp, "first"));
            Thread.sleep(100); // the order of the two questions is what the fake goes by
            assertEquals("two", qmp.ask("second", Map.of(), SOON));
            assertEquals("one", one.get(5, TimeUnit.SECONDS));
        }
        assertEquals(List.of("DEVICE_DELETED"), events.stream().map(QmpEvent::name).toList());
        assertEquals(Instant.ofEpochMilli(1700000000250L), events.get(0).time());
        assertEquals("passed0", QemuEvents.of(events.get(0)).subject());
    }

    private static Object ask(Qmp qmp, String command) {
        try {
            return qmp.ask(command, Map.of(), SOON);
        } catch (QmpException failure) {
            return failure;
        }
    }

    @Test
    void aRefusalIsQemusOwnSentence() throws Exception {
        QmpException failure = failure(talk -> {
            talk.greet();
            talk.say("{\"error\": {\"class\": \"GenericError\", \"desc\": \"Device 'x' not found\"}, \"id\": \""
                    + talk.id() + "\"}\n");
        }, SOON);
        assertEquals(Kind.REFUSED, failure.kind());
        assertEquals("Device 'x' not found", failure.getMessage());
    }

    @Test
    void silenceEndsAtTheTimeLimit() throws Exception {
        long begin = System.nanoTime();
        QmpException failure = failure(talk -> talk.id(), Duration.ofMillis(300));
        assertEquals(Kind.LATE, failure.kind());
        assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(3));
    }

    @Test
    void hangingUpIsSaidAtOnce() throws Exception {
        QmpException failure = failure(talk -> {
            talk.greet();
            talk.id();
        }, Duration.ofSeconds(60));
        assertEquals(Kind.HUNG_UP, failure.kind());
    }

    @Test
    void otherProtocolsAreToldFromQemus() throws Exception {
        assertEquals(Kind.MALFORMED, failure(talk -> talk.say("220 mail ready\r\n"), SOON).kind());
        assertEquals(Kind.MALFORMED, failure(talk -> talk.say("{\"hello\": 1}\n"), SOON).kind());
        assertEquals(Kind.MALFORMED, failure(talk -> talk.say("[".repeat(100_000) + "\n"), SOON).kind());
        String mebibyte = "x".repeat(1 << 20);
        assertEquals(Kind.MALFORMED, failure(talk -> {
            for (int i = 0; i < 20; i++) {
                talk.say(mebibyte);
            }
        }, SOON).kind(), "a line without end");
    }

    @Test
    void nobodyThere() {
        QmpException failure = assertThrows(QmpException.class, () -> Qmp.connect(socket(), SOON));
        assertEquals(Kind.UNREACHABLE, failure.kind());
        assertTrue(failure.getMessage().contains(socket().toString()), failure.getMessage());
    }

    private QmpException failure(FakeMonitor.Script script, Duration limit) throws IOException {
        java.nio.file.Files.deleteIfExists(socket());
        try (var monitor = new FakeMonitor(socket(), script)) {
            return assertThrows(QmpException.class, () -> {
                try (Qmp qmp = Qmp.connect(socket(), limit)) {
                    qmp.ask("query-status", Map.of(), limit);
                }
            });
        }
    }
}
