package org.underpass.hypervisor.qemu.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Something that listens where QEMU should, and behaves as a test says. */
final class FakeMonitor implements AutoCloseable {
    static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\n";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]*)\"");

    private final ServerSocketChannel server;

    /** What one connection does. */
    interface Script {
        void run(Talk talk) throws IOException;
    }

    /** One connection. */
    record Talk(SocketChannel channel, BufferedReader in) {
        void say(String text) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Reads a command and gives its id. */
        String id() throws IOException {
            String line = in.readLine();
            Matcher id = ID.matcher(String.valueOf(line));
            return id.find() ? id.group(1) : "none";
        }

        void greet() throws IOException {
            say(GREETING);
            say("{\"return\": {}, \"id\": \"" + id() + "\"}\n");
        }
    }

    FakeMonitor(Path socket, Script script) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> serve(script), "fake monitor");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Script script) {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                script.run(new Talk(channel, new BufferedReader(Channels.newReader(channel,
                        StandardCharsets.UTF_8))));
            } catch (IOException over) {
                // The test has seen enough.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
