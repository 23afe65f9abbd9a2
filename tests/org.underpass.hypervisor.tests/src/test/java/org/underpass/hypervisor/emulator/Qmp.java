package org.underpass.hypervisor.emulator;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.underpass.hypervisor.JsonReader;
import org.underpass.hypervisor.machine.text.Json;

/** QEMU's machine protocol, as far as a test needs it. */
final class Qmp implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader lines;

    private Qmp(SocketChannel channel) {
        this.channel = channel;
        lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Connects as soon as QEMU listens. */
    static Qmp connect(Path socket, Process qemu, Path log) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (!qemu.isAlive()) {
                fail("QEMU ended with status " + qemu.exitValue() + ": " + Files.readString(log));
            }
            if (Files.exists(socket)) {
                Qmp qmp = new Qmp(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
                qmp.lines.readLine();
                qmp.ask("qmp_capabilities", Map.of());
                return qmp;
            }
            Thread.sleep(100);
        }
        return fail("QEMU does not listen: " + Files.readString(log));
    }

    /** Sends a command and waits for its answer; events are passed over. */
    Object ask(String command, Map<String, Object> arguments) throws IOException {
        channel.write(ByteBuffer.wrap((Json.line(Map.of("execute", command, "arguments", arguments)) + "\n")
                .getBytes(StandardCharsets.UTF_8)));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<?, ?> answer = (Map<?, ?>) JsonReader.parse(line);
            if (answer.containsKey("error")) {
                return fail(command + ": " + answer);
            }
            if (answer.containsKey("return")) {
                return answer.get("return");
            }
        }
        return fail("QEMU hung up at " + command);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
